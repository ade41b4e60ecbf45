"""The DHCP scopes of a site, and what is around each."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import parse
from salt_pxe.site import scopes
from salt_pxe.site.site import Site
from tests.site import changed

NET = "10.0.0.0/24"


@pytest.fixture
def site() -> Site:
    """A site that says something of DHCP at every level."""
    return parse(
        changed(
            {
                f"subnets:{NET}:pools": [{"range": "10.0.0.30-10.0.0.40"}],
                "shared_networks:wire": {
                    "subnets": {"10.1.0.0/24": {"range": ["10.1.0.9", "10.1.0.20-10.1.0.30"]}},
                    "pools": [{"range": "10.1.0.40-10.1.0.50"}],
                },
                "classes:phones": {"match": {"vendor_class": "x"}},
                "hosts:web01:dhcp": {"filename": "own"},
            }
        )
    )


def test_each_scope_knows_its_place_and_those_around_it(site: Site) -> None:
    """From the inside out: pool, subnet, shared network, site."""
    wire, dhcp = site.shared_networks["wire"], site.dhcp
    subnet = site.subnets[NET]
    assert {found.path: found.outer for found in scopes.scopes(site)} == {
        "pxe:dhcp": (),
        "pxe:shared_networks:wire": (dhcp,),
        f"pxe:subnets:{NET}": (dhcp,),
        "pxe:shared_networks:wire:subnets:10.1.0.0/24": (wire, dhcp),
        f"pxe:subnets:{NET}:pools:0": (subnet, dhcp),
        "pxe:shared_networks:wire:pools:0": (wire, dhcp),
        "pxe:classes:phones": (dhcp,),
    }


def test_only_hosts_that_say_something_have_a_scope(site: Site) -> None:
    """A host without words of its own has none."""
    (found,) = scopes.host_scopes(site)
    assert (found.path, found.scope.filename, found.outer) == ("pxe:hosts:web01:dhcp", "own", (site.dhcp,))


def test_every_range_is_found_with_the_networks_that_may_hold_it(site: Site) -> None:
    """Those of subnets and of pools; a single address is a range of one."""
    found = {one.path: (str(one), [str(net) for net in nets]) for one, nets in scopes.ranges(site)}
    wire = "pxe:shared_networks:wire"
    assert found == {
        f"pxe:subnets:{NET}:range:0": ("10.0.0.150-10.0.0.200", [NET]),
        f"pxe:subnets:{NET}:pools:0:range:0": ("10.0.0.30-10.0.0.40", [NET]),
        f"{wire}:subnets:10.1.0.0/24:range:0": ("10.1.0.9-10.1.0.9", ["10.1.0.0/24"]),
        f"{wire}:subnets:10.1.0.0/24:range:1": ("10.1.0.20-10.1.0.30", ["10.1.0.0/24"]),
        f"{wire}:pools:0:range:0": ("10.1.0.40-10.1.0.50", ["10.1.0.0/24"]),
    }
