"""Each release is given a name of a time zone that its installer takes."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest

from salt_pxe.installers.kickstart.syntax import Syntax
from salt_pxe.installers.kickstart.zone_names import zone_name
from salt_pxe.site.values import time_zones

SERVED = {
    ("Asia/Calcutta", 7): "Asia/Kolkata",
    ("Asia/Calcutta", 9): "Asia/Kolkata",
    ("Asia/Calcutta", 10): "Asia/Calcutta",
    ("Europe/Kyiv", 7): "Europe/Kiev",
    ("Europe/Kyiv", 9): "Europe/Kiev",
    ("Europe/Kyiv", 10): "Europe/Kyiv",
    ("America/Nuuk", 8): "America/Godthab",
    ("America/Nuuk", 9): "America/Nuuk",
    ("America/Godthab", 8): "America/Godthab",
    ("America/Godthab", 9): "America/Nuuk",
    ("Pacific/Kanton", 9): "Pacific/Enderbury",
    ("US/Eastern", 7): "US/Eastern",
    ("EST5EDT", 9): "America/New_York",
    ("Zulu", 9): "Etc/UTC",
    ("UTC", 9): "UTC",
    ("GB", 8): "Europe/London",
    ("Etc/GMT-14", 8): "Etc/GMT-14",
    ("Asia/Qostanay", 7): None,
    ("Asia/Qostanay", 8): None,
    ("Asia/Qostanay", 9): "Asia/Qostanay",
    ("America/Punta_Arenas", 7): None,
    ("America/Punta_Arenas", 8): "America/Punta_Arenas",
    ("America/Ciudad_Juarez", 9): None,
    ("Factory", 9): None,
}


@pytest.mark.parametrize(("zone", "version"), SERVED, ids=lambda value: str(value))
def test_a_release_is_given_the_name_that_it_knows(zone: str, version: int) -> None:
    """The name itself, or another one of the same zone, or none."""
    assert zone_name(Syntax("el", version), zone) == SERVED[zone, version]


def test_fedora_takes_every_name() -> None:
    """Its installer asks the tz database."""
    assert zone_name(Syntax("fedora", 38), "Asia/Calcutta") == "Asia/Calcutta"


@pytest.mark.parametrize("version", [7, 8, 9])
def test_the_clocks_of_the_other_name_are_the_same(version: int) -> None:
    """Through two years, a machine shows the time of the zone that was asked for."""
    start = datetime.datetime(2025, 1, 15, tzinfo=datetime.timezone.utc)
    moments = [start + datetime.timedelta(days=30 * month) for month in range(24)]
    served = 0
    for zone in sorted(time_zones.zones()):
        name = zone_name(Syntax("el", version), zone)
        if name is not None and name != zone:
            served += 1
            ours, theirs = zoneinfo.ZoneInfo(zone), zoneinfo.ZoneInfo(name)
            for moment in moments:
                assert moment.astimezone(ours).utcoffset() == moment.astimezone(theirs).utcoffset(), zone
    assert served > 100
