"""A small whole site that tests start from, as pillar would hold it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from salt_pxe.pillar import choices
from salt_pxe.site.site import Site

HASH = "$6$saltsalt$" + ("abcdefghijklmnopqrstuvwxyz0123456789./ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2)[:86]

SITE: dict[str, Any] = {
    "server": {"address": "10.0.0.7", "interfaces": ["eth1"], "master": "salt.example.com"},
    "dhcp": {"default_lease_time": 21600, "max_lease_time": 43200},
    "subnets": {
        "10.0.0.0/24": {
            "range": ["10.0.0.150-10.0.0.200"],
            "routers": ["10.0.0.254"],
            "domain_name_servers": ["10.0.0.2"],
        }
    },
    "repos": {"el9": {"source": "/srv/media/el9"}},
    "profiles": {
        "el9-web": {
            "release": "RHEL9",
            "repo": "el9",
            "rootpw": HASH,
            "disks": ["sda"],
            "packages": ["@core"],
        }
    },
    "hosts": {
        "web01": {
            "mac": "52:54:00:12:34:56",
            "fixed_address": "10.0.0.21",
            "profile": "el9-web",
            "minion_id": "web01.example.com",
            "install": "CHG0012345",
        },
        "web02": {"mac": "52:54:00:12:34:57", "fixed_address": "10.0.0.22", "profile": "el9-web"},
    },
}

ABSENT = object()
"""Stands for a key that is taken out."""


def changed(changes: Mapping[str, Any], site: Mapping[str, Any] = SITE) -> dict[str, Any]:
    """Return a pillar whose site has these values at these paths (`hosts:web01:mac`), made where they are missing.

    A network's `/` needs no care; a `:` inside a key is not possible.
    """
    copy = deepcopy(dict(site))
    for path, value in changes.items():
        *parents, last = path.split(":")
        at: Any = copy
        for part in parents:
            at = at[int(part)] if isinstance(at, list) else at.setdefault(part, {})
        if value is ABSENT:
            del at[last]
        else:
            at[int(last) if isinstance(at, list) else last] = deepcopy(value)
    return {"pxe": copy}


def validated(site: Mapping[str, Any]) -> Site:
    """Return a site whose single values were checked, without the rules that need the whole of it."""
    return Site.model_validate(site, context=choices())


def small_site(changes: Mapping[str, Any]) -> Site:
    """Return the small site with these changes, which no rule has looked at."""
    return validated(changed(changes)["pxe"])
