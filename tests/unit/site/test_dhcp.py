"""What can be said at each level of DHCP."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.site.dhcp import DhcpScope, OptionDefinition, Route


def test_an_option_may_be_named_as_dhcp_options_does() -> None:
    """`option time-offset` and `time-offset` are one key."""
    scope = DhcpScope.model_validate({"options": {"option time-offset": 3600, "nis-domain": "x"}})
    assert scope.options == {"time-offset": 3600, "nis-domain": "x"}


def test_one_address_is_a_list_of_one() -> None:
    """Where several may stand, one may stand alone."""
    scope = DhcpScope.model_validate({"routers": "10.0.0.254", "domain_search": "Example.com"})
    assert (scope.routers, scope.domain_search) == (("10.0.0.254",), ("example.com",))


@pytest.mark.parametrize("other", ["default_lease_time", "max_lease_time"])
def test_a_lease_time_is_said_in_one_form(other: str) -> None:
    """`lease_time` sets both; beside either of them it would contradict it."""
    with pytest.raises(ValidationError, match="at once"):
        DhcpScope.model_validate({"lease_time": 600, other: 600})
    assert DhcpScope.model_validate({"lease_time": 600, "min_lease_time": 60}).lease_time == 600


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("interface_mtu", 68, 67),
        ("interface_mtu", 65535, 65536),
        ("min_secs", 255, 256),
        ("filename", "x" * 127, "x" * 128),
        ("server_name", ".".join(["x" * 31] * 2), ".".join(["x" * 32] * 2)),
        ("default_lease_time", 60, 59),
        ("ping_check", True, "yes"),
        ("next_server", "10.0.0.7", "server"),
    ],
)
def test_values_keep_to_what_a_packet_can_hold(key: str, good: Any, bad: Any) -> None:
    """The last value that fits is taken, the one beyond it is refused."""
    assert getattr(DhcpScope.model_validate({key: good}), key) == good
    with pytest.raises(ValidationError):
        DhcpScope.model_validate({key: bad})


@pytest.mark.parametrize(("code", "taken"), [(127, False), (128, True), (254, True), (255, False)])
def test_an_own_option_has_a_code_for_sites(code: int, taken: bool) -> None:
    """224 to 254 are reserved for sites (RFC 3942), and 128 to 223 were before."""
    given = {"code": code, "type": "text"}
    if taken:
        assert OptionDefinition.model_validate(given).code == code
    else:
        with pytest.raises(ValidationError):
            OptionDefinition.model_validate(given)


def test_a_route_may_be_the_default_route() -> None:
    """Its network has any prefix length, and no bits behind it."""
    assert Route.model_validate({"network": "0.0.0.0/0", "gateway": "10.0.0.1"}).network == "0.0.0.0/0"
    with pytest.raises(ValidationError, match="is not an IPv4 network"):
        Route.model_validate({"network": "10.0.0.1/24", "gateway": "10.0.0.1"})
