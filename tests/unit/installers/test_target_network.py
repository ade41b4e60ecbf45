"""The network of the installed machine: what the site knows is filled in."""

from __future__ import annotations

import pytest

from salt_pxe.installers.refusal import InstallationRefused
from tests.unit.installers.kickstart.rendered_site import WEB, web01

REFUSED = {
    "static without an address": (
        {f"{WEB}:network": [{"bootproto": "static"}], "hosts:web01:fixed_address": None},
        "pxe:hosts:web01:network",
        "static address",
    ),
    "static in no subnet": (
        {f"{WEB}:network": [{"bootproto": "static"}], "hosts:web01:fixed_address": "10.9.9.9"},
        "pxe:hosts:web01:network",
        "in no subnet",
    ),
    "a device twice": (
        {f"{WEB}:network": [{"device": "em1"}, {"device": "em1"}]},
        "pxe:hosts:web01:network",
        "em1",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """What cannot be installed safely is refused with its path and a mend, before anything is rendered."""
    changes, path, words = REFUSED[name]
    with pytest.raises(InstallationRefused) as refused:
        web01(changes)
    assert refused.value.problem.path == path
    assert words in refused.value.problem.message
    assert refused.value.problem.hint


def test_a_static_machine_takes_what_dhcp_would_tell_it() -> None:
    """Router and name servers come from the nearest scope that names them: subnet, shared network, site."""
    wire = {
        "routers": ["10.7.0.254"],
        "subnets": {
            "10.7.0.0/16": {"domain_name_servers": ["10.7.0.2"]},
            "10.8.0.0/24": {"routers": ["10.8.0.254"]},
        },
    }
    changes = {
        "shared_networks": {"hall": wire},
        "dhcp:domain_name_servers": ["10.9.9.9"],
        f"{WEB}:network": [{"bootproto": "static"}],
    }
    at_7 = web01({**changes, "hosts:web01:fixed_address": "10.7.1.1"})
    at_8 = web01({**changes, "hosts:web01:fixed_address": "10.8.0.1"})
    assert "--netmask=255.255.0.0 --gateway=10.7.0.254 --nameserver=10.7.0.2 " in at_7
    assert "--netmask=255.255.255.0 --gateway=10.8.0.254 --nameserver=10.9.9.9 " in at_8
