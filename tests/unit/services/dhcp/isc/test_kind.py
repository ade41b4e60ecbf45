"""What ISC dhcpd answers to the plug."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from salt_pxe.pillar import parse
from salt_pxe.services.dhcp.isc.kind import KIND
from salt_pxe.services.dhcp.plug import DHCP_SERVICES
from salt_pxe.services.family import DEBIAN, FAMILIES, REDHAT
from salt_pxe.services.refusals import NoAnswer
from tests.site import changed


@dataclass
class Wire:
    """A wire on which a program listens, or none, and that notes what it is asked."""

    bound: bool
    asked: list[str] = field(default_factory=list)

    def listens(self) -> bool:
        """Tell whether there is one."""
        return self.bound

    def inform(self) -> None:
        """Note the question."""
        self.asked.append("inform")


def test_its_word_is_pillar_s_and_meant_where_pillar_names_none() -> None:
    """It can say everything that a site can."""
    assert DHCP_SERVICES.get("isc") is KIND and DHCP_SERVICES.default == ("isc",)
    assert list(KIND.refusals(parse(changed({})))) == []


def test_its_files_are_those_of_its_places() -> None:
    """Its configuration, and what tells it its interfaces."""
    for family in FAMILIES.values():
        places = KIND.places(family)
        files = KIND.files(parse(changed({})), family)
        assert list(files) == [places.configuration, *places.settings]
        assert b"subnet 10.0.0.0" in files[places.configuration].content
        assert b"eth1" in files[places.settings[0]].content
    assert KIND.places(DEBIAN).unit != KIND.places(REDHAT).unit


def test_a_host_s_word_goes_before_a_class_and_a_subnet() -> None:
    """dhcpd.conf(5): host, class, pool, subnet, shared network, global scope."""
    assert KIND.precedence == ("host", "class", "pool", "subnet", "shared_network", "site")


def test_a_service_that_does_not_listen_is_found_out() -> None:
    """Before it is asked anything."""
    wire = Wire(bound=False)
    with pytest.raises(NoAnswer, match="does not listen on UDP port 67"):
        KIND.probe(parse(changed({})), wire)
    assert wire.asked == []


@pytest.mark.parametrize(("authoritative", "asked"), [(True, ["inform"]), (False, [])])
def test_only_an_authoritative_service_is_asked_for_its_parameters(
    authoritative: bool, asked: list[str]
) -> None:
    """Another one answers no DHCPINFORM, and is right so."""
    wire = Wire(bound=True)
    KIND.probe(parse(changed({"dhcp:authoritative": authoritative})), wire)
    assert wire.asked == asked


def test_its_words_and_its_leases_are_dhcpd_s() -> None:
    """Without its banner; a lease that is not there is none."""
    assert (
        KIND.own_words("Internet Systems Consortium DHCP Server 4.4.3\nCopyright 2022\nno subnet\n")
        == "no subnet"
    )
    assert KIND.leases("", 0.0) == []
