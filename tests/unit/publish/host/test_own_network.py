"""A site beside the interfaces of its server: what does not go together, and that nothing is said where all does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.host import interfaces
from salt_pxe.publish.host.interfaces import Interface
from salt_pxe.publish.host.own_network import Mismatch, mismatches, own_addresses
from salt_pxe.publish.steps import dhcp_service
from salt_pxe.site.site import Site
from tests.site import changed
from tests.unit.publish.steps.armed_server import server

LOOPBACK = Interface("lo", "", True, True, ("127.0.0.1",), (8,))
MAC = "52:54:00:aa:bb:01"


def link(*networks: str, name: str = "eth1", up: bool = True, carrier: bool = True) -> dict[str, Interface]:
    """Return the interfaces of a machine, one of them with these addresses (`10.0.0.7/24`)."""
    pairs = [network.split("/") for network in networks]
    addresses, prefixes = tuple(one for one, _ in pairs), tuple(int(one) for _, one in pairs)
    return {"lo": LOOPBACK, name: Interface(name, MAC, up, carrier, addresses, prefixes)}


def found(links: Mapping[str, Interface], changes: Mapping[str, Any] | None = None) -> list[Mismatch]:
    """Return what does not go together."""
    return mismatches(pillar.parse(changed(changes or {})), links)


@pytest.mark.parametrize(
    "links",
    [
        link("10.0.0.7/24"),
        link("192.168.1.4/16", "10.0.0.7/24"),
        link("10.0.0.7/24", "10.0.0.8/32"),
        {**link("10.0.0.7/24"), "eth0": Interface("eth0", MAC, False, False, (), ())},
    ],
    ids=["one", "another network", "an address beside it", "another interface is down"],
)
def test_a_server_in_order_hears_nothing(links: Mapping[str, Interface]) -> None:
    """Whatever else it has."""
    assert found(links) == []


@pytest.mark.parametrize(
    ("links", "says", "hinders"),
    [
        (
            link("10.0.0.9/24"),
            "pxe:server:address 10.0.0.7 is no address of this machine (10.0.0.9, 127",
            True,
        ),
        (link("10.0.0.7/24", name="eth5"), "interface eth1 is not there", True),
        (link("10.0.0.7/24", up=False), "interface eth1 is down", True),
        (link("10.0.0.7/24", carrier=False), "interface eth1 has no carrier", False),
        (
            {**link("192.168.1.7/24"), **link("10.0.0.7/24", name="eth2")},
            "interface eth1 has 192.168.1.7, which is in no subnet of the site",
            True,
        ),
        (
            link("10.0.0.7/16"),
            "pxe:subnets:10.0.0.0/24 has the prefix length 24, and this machine has 10.0.0.7/16 on eth1",
            False,
        ),
        (
            link("10.0.0.7/24", "10.0.0.21/24"),
            "pxe:hosts:web01:fixed_address 10.0.0.21 is this machine's own, on eth1",
            True,
        ),
        (
            link("10.0.0.7/24", "10.0.0.150/24"),
            "pxe:subnets:10.0.0.0/24:range:0 10.0.0.150-10.0.0.200 holds 10.0.0.150, which is this machine's own",
            False,
        ),
        (
            link("10.0.0.7/24", "10.0.0.200/24"),
            "10.0.0.150-10.0.0.200 holds 10.0.0.200, which",
            False,
        ),
    ],
)
def test_what_does_not_go_together_is_named(links: Mapping[str, Interface], says: str, hinders: bool) -> None:
    """It alone, with a remedy, and whether machines are not installed because of it."""
    (one,) = found(links)
    assert says in one.message
    assert one.hinders is hinders
    assert one.remedy


@pytest.mark.parametrize("address", ["10.0.0.149/24", "10.0.0.201/24", "10.0.0.23/24"])
def test_an_own_address_that_no_machine_gets_is_in_order(address: str) -> None:
    """Next to the range, and next to the fixed addresses."""
    assert found(link("10.0.0.7/24", address)) == []


def test_what_the_pillar_s_own_check_tells_is_not_told_twice() -> None:
    """A range with the server's address in pillar is named there."""
    links, changes = link("10.0.0.7/24"), {"subnets:10.0.0.0/24:range": ["10.0.0.5-10.0.0.9"]}
    assert (
        list(own_addresses(Site.model_validate(changed(changes)["pxe"], context=pillar.choices()), links))
        == []
    )


def test_a_next_server_of_a_subnet_may_be_another_machine() -> None:
    """It is named and hinders nothing; this machine's own address is in order."""
    path = "subnets:10.0.0.0/24:next_server"
    (one,) = found(link("10.0.0.7/24"), {path: "10.0.0.99"})
    assert (one.message, one.hinders) == (f"pxe:{path} 10.0.0.99 is another machine", False)
    assert found(link("10.0.0.7/24"), {path: "10.0.0.7"}) == []


def test_the_state_warns_in_the_same_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And of nothing on a server in order."""
    for links, number in ((link("10.0.0.7/16"), 1), (link("10.0.0.7/24"), 0)):
        monkeypatch.setattr(interfaces, "interfaces", lambda links=links: links)
        said = dhcp_service.step(server(Disk(str(tmp_path)), 1, {})).warnings()
        assert said == [f"{one.message}. {one.remedy}" for one in found(links)]
        assert len(said) == number
