"""Where the addresses of routers may lie."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import PillarError, parse
from tests.site import changed


@pytest.mark.parametrize("router", ["10.0.0.0", "10.0.0.255", "10.0.1.1", "9.255.255.255"])
def test_a_router_is_a_host_address_of_its_subnet(router: str) -> None:
    """Neither the network's address nor its broadcast address is a neighbour, nor is one outside."""
    with pytest.raises(PillarError, match=f"{router} is no host address of 10.0.0.0/24"):
        parse(changed({"subnets:10.0.0.0/24:routers": [router]}))


@pytest.mark.parametrize("router", ["10.0.0.1", "10.0.0.254"])
def test_the_first_and_the_last_host_address_may_be_a_router(router: str) -> None:
    """They are where routers usually are."""
    parse(changed({"subnets:10.0.0.0/24:routers": [router]}))
