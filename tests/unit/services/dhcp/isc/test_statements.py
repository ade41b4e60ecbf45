"""The statements of one scope."""

from __future__ import annotations

from typing import Any

from salt_pxe.pillar import parse
from salt_pxe.services.dhcp.isc.dhcpd_conf import dhcpd_conf
from salt_pxe.services.dhcp.isc.statements import Options, statements
from salt_pxe.site.dhcp import Dhcp, DhcpScope
from tests.site import changed

NO_OPTIONS = Options(Dhcp.model_construct(option_definitions={}))


def said(*scopes: dict[str, Any]) -> list[str]:
    """Return the statements of a scope inside of others."""
    scope, *outer = [DhcpScope.model_validate(one) for one in scopes]
    return statements(scope, NO_OPTIONS, tuple(outer))


def conf(changes: dict[str, Any]) -> str:
    """Return the dhcpd.conf of the small site with these changes."""
    return dhcpd_conf(parse(changed(changes)))


def test_routes_follow_the_router_of_the_scope_that_inherits_them() -> None:
    """A subnet or host with a router of its own says the site's routes again, with that router as the default."""
    changes = {
        "dhcp:static_routes": [{"network": "192.0.2.0/24", "gateway": "10.0.0.1"}],
        "hosts:web01:dhcp": {"options": {"routers": "10.0.0.9"}},
    }
    text = conf(changes)
    start = "option rfc3442-classless-static-routes 24, 192, 0, 2, 10, 0, 0, 1"
    assert [line.strip() for line in text.splitlines() if "rfc3442-classless-static-routes 24" in line] == [
        f"{start};",
        f"{start}, 0, 10, 0, 0, 254;",
        f"{start}, 0, 10, 0, 0, 9;",
    ]


def test_a_scope_that_says_nothing_has_no_statement() -> None:
    """What it inherits is not said again."""
    assert (
        said(
            {}, {"routers": "10.0.0.1", "static_routes": [{"network": "10.9.0.0/16", "gateway": "10.0.0.9"}]}
        )
        == []
    )


def test_one_lease_time_is_default_and_maximum() -> None:
    """So that dhcpd cuts it to no maximum of its own."""
    assert said({"lease_time": "infinite", "min_lease_time": 60}) == [
        "default-lease-time 4294967295;",
        "max-lease-time 4294967295;",
        "min-lease-time 60;",
    ]
    assert said({"max_lease_time": 600}) == ["max-lease-time 600;"]


def test_a_flag_that_is_off_is_said_and_one_that_is_not_said_is_inherited() -> None:
    """Off is not nothing."""
    assert said({"ping_check": False, "ddns_updates": True}) == ["ping-check off;", "ddns-updates on;"]


def test_statements_stand_in_one_order() -> None:
    """A comment, times, options by our fields, routes, other options sorted, where to boot from."""
    scope = {
        "filename": "a.0",
        "next_server": "10.0.0.8",
        "options": {"time-offset": 0, "nis-domain": "x"},
        "static_routes": [{"network": "10.9.0.0/16", "gateway": "10.0.0.9"}],
        "domain_name": "example.com",
        "lease_time": 600,
        "comment": "a; b",
    }
    assert said(scope, {"routers": ["10.0.0.1", "10.0.0.2"]}) == [
        "# a; b",
        "default-lease-time 600;",
        "max-lease-time 600;",
        'option domain-name "example.com";',
        "option rfc3442-classless-static-routes 16, 10, 9, 10, 0, 0, 9, 0, 10, 0, 0, 1;",
        'option nis-domain "x";',
        "option time-offset 0;",
        "next-server 10.0.0.8;",
        'filename "a.0";',
    ]


def test_an_option_of_the_site_s_own_is_called_by_its_code() -> None:
    """A name of pillar may be a word that dhcpd reads otherwise."""
    definitions = {"if": {"code": 226, "type": "text"}, "phone": {"code": 224, "type": "ip-addresses"}}
    options = Options(parse(changed({"dhcp:option_definitions": definitions})).dhcp)
    assert list(options.declared()) == [
        "option site-option-224 code 224 = array of ip-address;  # phone",
        "option site-option-226 code 226 = text;  # if",
    ]
    assert list(options.statements({"if": "a", "phone": ["10.0.0.3"]})) == [
        "option site-option-224 10.0.0.3;",
        'option site-option-226 "a";',
    ]
