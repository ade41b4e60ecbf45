"""The names of time zones that Anaconda takes; any other becomes America/New_York in silence.

Up to RHEL 9 it asks pytz for `common_timezones` (pyanaconda/timezone.py): 2016.10 on RHEL 7, 2017.2 on RHEL 8, 2021.1
on RHEL 9. From RHEL 10 and Fedora 38 on it takes every name that the installer's own tzdata has.
"""

from __future__ import annotations

from functools import lru_cache

from salt_pxe.installers.kickstart.syntax import Syntax
from salt_pxe.site.values import time_zones

TAKES_EVERY_NAME = (10, 38)

_NOT_YET = {
    7: {"America/Nuuk", "America/Punta_Arenas", "Asia/Qostanay"},
    8: {"America/Nuuk", "Asia/Qostanay"},
    9: set[str](),
}
"""Names of today that were given after the pytz of a release."""

_NOT_YET_ON_ANY = {"America/Ciudad_Juarez", "America/Coyhaique", "Europe/Kyiv", "Pacific/Kanton"}

_STILL = {
    7: {"America/Godthab", "Australia/Currie", "Pacific/Johnston"},
    8: {"America/Godthab", "Australia/Currie"},
    9: set[str](),
}
"""Names that the pytz of a release still has, and the tz database keeps for old sakes alone."""

_STILL_ON_EACH = {
    *("America/Nipigon", "America/Pangnirtung", "America/Rainy_River", "America/Thunder_Bay"),
    *("America/Yellowknife", "Asia/Choibalsan", "Europe/Kiev", "Europe/Uzhgorod", "Europe/Zaporozhye"),
    *("Pacific/Enderbury", "GMT", "UTC"),
    *(f"Canada/{name}" for name in ("Atlantic", "Central", "Eastern", "Mountain", "Newfoundland", "Pacific")),
    *(f"US/{name}" for name in ("Alaska", "Arizona", "Central", "Eastern", "Hawaii", "Mountain", "Pacific")),
    *("Etc/UTC", "Etc/GMT", *(f"Etc/GMT+{hours}" for hours in range(1, 13))),
    *(f"Etc/GMT-{hours}" for hours in range(1, 15)),
}

_OF_OLD = {
    "EST5EDT": "America/New_York",
    "CST6CDT": "America/Chicago",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
}
"""Zones of their own, or links since tzdata 2024b, whose clocks have long been those of a place."""


def zone_name(syntax: Syntax, name: str) -> str | None:
    """Return the name under which a release takes a time zone, or None where it knows none of its names."""
    if syntax.reads(*TAKES_EVERY_NAME):
        return name
    known = _known(syntax.version)
    candidates = time_zones.same(name)
    candidates = candidates if name not in _OF_OLD else (*candidates, *time_zones.same(_OF_OLD[name]))
    return next((one for one in candidates if one in known), None)


@lru_cache(maxsize=8)
def _known(version: int) -> frozenset[str]:
    today = time_zones.places() - _NOT_YET_ON_ANY - _NOT_YET[version]
    return frozenset(today | _STILL_ON_EACH | _STILL[version])
