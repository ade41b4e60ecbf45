"""Names of time zones, by the tzdata package."""

from __future__ import annotations

import zoneinfo

from salt_pxe.site.values import time_zones


def test_every_zone_that_python_finds_is_known() -> None:
    """The system's own tz database, and the package's, hold no other names."""
    assert zoneinfo.available_timezones() - time_zones.zones() <= {"localtime", "posixrules"}


def test_each_place_is_a_zone() -> None:
    """What zone.tab names is there."""
    assert time_zones.places() <= time_zones.zones()
    assert len(time_zones.places()) > 400


def test_the_names_of_one_zone_are_found() -> None:
    """A name comes first, then what it is a link to, then the others."""
    assert time_zones.same("Asia/Calcutta")[:2] == ("Asia/Calcutta", "Asia/Kolkata")
    assert "Europe/Kiev" in time_zones.same("Europe/Kyiv")
    assert time_zones.same("No/Where") == ("No/Where",)
