"""What the DHCP service of a site cannot say is refused, and the hint names the services that can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from salt_pxe.rules import backend
from salt_pxe.services.dhcp.plug import DHCP_SERVICES
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from tests.kinds.json_dhcp import JSON_DHCP, JsonDhcp
from tests.site import small_site


@dataclass(frozen=True)
class Mute(JsonDhcp):
    """A service that refuses an interface's MTU alone, with no word on what to do."""

    name: str = "mute"

    def refusals(self, site: Site) -> Iterator[Problem]:
        """Yield the MTU."""
        if site.dhcp.interface_mtu is not None:
            yield Problem("pxe:dhcp:interface_mtu", "mute knows no MTU")


@pytest.fixture(autouse=True)
def services() -> Iterator[None]:
    """Register two more services for as long as a test lasts."""
    with ExitStack() as stack:
        for kind in (JSON_DHCP, Mute()):
            stack.enter_context(DHCP_SERVICES.registered(kind))
        yield


def test_the_services_that_can_say_it_are_named_behind_the_service_s_own_advice() -> None:
    """Each problem has those that do not refuse its very path."""
    site = small_site({"dhcp": {"backend": "json", "ping_check": True, "interface_mtu": 1500}})
    assert list(backend.refusals(site)) == [
        Problem(
            "pxe:dhcp:ping_check",
            "json-dhcp cannot say this",
            "leave it out, or say pxe:dhcp:backend: isc or mute",
        )
    ]


def test_a_problem_without_advice_has_the_other_services_alone() -> None:
    """The chosen service is not among them, even where its own words do not say so."""
    site = small_site({"dhcp": {"backend": "mute", "ping_check": True, "interface_mtu": 1500}})
    assert list(backend.refusals(site)) == [
        Problem("pxe:dhcp:interface_mtu", "mute knows no MTU", "say pxe:dhcp:backend: isc or json")
    ]


def test_where_no_service_can_say_it_the_advice_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sentence names nobody."""
    monkeypatch.setattr(DHCP_SERVICES, "all", lambda: (JSON_DHCP,))
    assert list(backend.refusals(small_site({"dhcp": {"backend": "json", "min_secs": 3}}))) == [
        Problem("pxe:dhcp:min_secs", "json-dhcp cannot say this", "leave it out")
    ]


def test_a_site_whose_service_can_say_it_all_has_no_problem() -> None:
    """What another service would refuse is nobody's business."""
    assert list(backend.refusals(small_site({"dhcp": {"ping_check": True, "interface_mtu": 1500}}))) == []
