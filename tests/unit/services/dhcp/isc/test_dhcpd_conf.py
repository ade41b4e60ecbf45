"""dhcpd.conf: what dhcpd's own check accepts, and what it says."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.pillar import parse
from salt_pxe.render import dhcp_tree
from salt_pxe.services.dhcp.isc.places import PLACES
from salt_pxe.services.dhcp.isc.quoting import TYPES
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.values.dhcp_options import OPTIONS
from tests.site import ABSENT, changed

SAMPLES: dict[str, Any] = {
    "ip-address": "10.0.0.1",
    "ip-addresses": ["10.0.0.1", "10.0.0.2"],
    "text": 'a "text" \\ {}',
    "domain": "a.example.com",
    "domains": ["a.example.com", "b.example.com"],
    "boolean": True,
    "uint8": 255,
    "uint16": 65535,
    "uint32": 2**32 - 1,
    "int32": -(2**31),
    "ip-pairs": ["10.9.0.1 10.0.0.254", "10.9.0.2 10.0.0.254"],
    "octets": "01:04:0a:00:00:07",
    "uint16s": [68, 296],
    "uint8s": [1, 3, 6],
    "flag-addresses": "true 10.0.0.5 10.0.0.6",
    "flag-text": 'false printers,"x"',
    "domain-name": "a.example.com",
}

OF_ITS_OWN: dict[str, Any] = {
    "subnet-mask": "255.255.255.0",
    "broadcast-address": "10.0.0.255",
    "netbios-node-type": 8,
    "static-routes": ["10.9.0.1 10.0.0.254"],
    "policy-filter": ["10.9.0.0 255.255.0.0"],
}

EVERYTHING = {
    "comment": "all # of { it }; \u00e9",
    "default_lease_time": 600,
    "max_lease_time": 1200,
    "min_lease_time": 300,
    "routers": "10.0.0.254",
    "domain_name": "example.com",
    "domain_name_servers": ["10.0.0.2", "10.0.0.3"],
    "domain_search": ["example.com", "example.org"],
    "ntp_servers": "10.0.0.4",
    "interface_mtu": 9000,
    "static_routes": [{"network": "192.0.2.0/24", "gateway": "10.0.0.1"}],
    "next_server": "10.0.0.8",
    "filename": "own.0",
    "server_name": "boot.example.com",
    "ping_check": True,
    "ping_timeout": 2,
    "one_lease_per_client": True,
    "always_broadcast": True,
    "ddns_updates": False,
    "ddns_domainname": "example.com",
    "get_lease_hostnames": False,
    "use_host_decl_names": True,
    "min_secs": 3,
}


def conf(changes: dict[str, Any]) -> str:
    """Return the dhcpd.conf of the small site with these changes."""
    return dhcp_tree(parse(changed(changes)), DEBIAN)[PLACES["Debian"].configuration].content.decode()


def accepted(text: str, tmp_path: Path) -> None:
    """Fail with dhcpd's own words where it refuses a configuration."""
    file = tmp_path / "dhcpd.conf"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(["dhcpd", "-t", "-q", "-cf", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_dhcpd_knows_every_option_with_its_type(name: str, tmp_path: Path) -> None:
    """Each option of the table is one of dhcpd's, and takes what its type says."""
    sample = OF_ITS_OWN.get(name, SAMPLES[OPTIONS[name]])
    changes = {"hosts:web01:dhcp": {"options": {name: sample}}}
    accepted(conf(changes), tmp_path)


def test_every_type_can_be_defined(tmp_path: Path) -> None:
    """An option of the site's own can have any type, and any name that pillar allows."""
    kinds = sorted(TYPES)
    definitions = {
        f"{index}.{kind}_x": {"code": 224 + index, "type": kind} for index, kind in enumerate(kinds)
    }
    options = {f"{index}.{kind}_x": SAMPLES[kind] for index, kind in enumerate(kinds)}
    accepted(
        conf({"dhcp:option_definitions": definitions, "hosts:web01:dhcp": {"options": options}}), tmp_path
    )


@pytest.mark.parametrize(
    "level",
    [
        "dhcp",
        "subnets:10.0.0.0/24",
        "subnets:10.0.0.0/24:pools:0",
        "classes:own",
        "hosts:web01:dhcp",
        "shared_networks:wire",
    ],
)
def test_everything_may_be_said_at_every_level(level: str, tmp_path: Path) -> None:
    """dhcpd accepts each statement in each scope."""
    changes: dict[str, Any] = {
        "dhcp": {},
        "subnets:10.0.0.0/24:pools": [{"range": "10.0.0.30-10.0.0.40", "allow": "own", "deny": "unknown"}],
        "classes:own": {"match": {"architecture": 0}},
        "shared_networks:wire": {
            "subnets": {
                "10.1.0.0/24": {
                    "range": "10.1.0.9",
                    "dynamic_bootp": True,
                    "routers": "10.1.0.254",
                    "static_routes": [{"network": "192.0.2.0/24", "gateway": "10.1.0.1"}],
                }
            }
        },
        "hosts:web01:dhcp": {},
    }
    changes |= {f"{level}:{key}": value for key, value in EVERYTHING.items()}
    text = conf(changes)
    accepted(text, tmp_path)
    for word in (
        "min-lease-time 300;",
        "server-name",
        "ddns-domainname",
        "min-secs 3;",
        "ping-timeout 2;",
        "own.0",
    ):
        assert word in text


def test_global_settings_are_said(tmp_path: Path) -> None:
    """What concerns dhcpd as a whole stands at the top: authority, dynamic DNS (off), where it logs, OMAPI."""
    text = conf({})
    assert "\nauthoritative;\nddns-update-style none;\nlog-facility daemon;\n" in text
    text = conf({"dhcp:authoritative": False, "dhcp:omapi_port": 7911, "dhcp:log_facility": "local3"})
    assert "\nnot authoritative;\n" in text
    assert "\nlog-facility local3;\nomapi-port 7911;\n" in text
    accepted(text, tmp_path)


def test_arming_a_host_changes_nothing() -> None:
    """dhcpd.conf is the same whoever is armed: arming needs no restart."""
    assert conf({}) == conf({"hosts:web01:install": ABSENT, "hosts:web02:install": "CHG7"})


def test_the_order_of_pillar_does_not_matter() -> None:
    """The same site gives the same bytes, in whatever order its keys stand."""
    pillar = changed(
        {"subnets:10.0.10.0/24": {}, "subnets:10.0.9.0/24": {}, "hosts:aa": {"mac": "52:54:00:00:00:09"}}
    )
    site = pillar["pxe"]
    turned = {"pxe": {key: dict(reversed(site[key].items())) for key in reversed(site)}}
    texts = [
        dhcp_tree(parse(one), DEBIAN)[PLACES["Debian"].configuration].content.decode()
        for one in (pillar, turned)
    ]
    assert texts[0] == texts[1]
    assert texts[0].index("subnet 10.0.9.0") < texts[0].index("subnet 10.0.10.0")


@pytest.mark.parametrize(
    "name", ["1e5", "host", "0x12", "a.b.c", "a_b", "_a", "10.0.0.9", "x--y", "group", "A"]
)
def test_any_host_name_can_be_declared(name: str, tmp_path: Path) -> None:
    """Every name that a host may have makes a declaration that dhcpd accepts, for each of its MAC addresses."""
    host = {"mac": ["52:54:00:00:00:01", "52:54:00:00:00:02"], "minion_id": "m"}
    own = {"hostname": "another"} if name in ("10.0.0.9", "a_b", "_a") else {}
    text = conf({"hosts": {name: {**host, **own}}})
    accepted(text, tmp_path)
    called = own.get("hostname", name)
    assert text.count("hardware ethernet") == text.count(f'option host-name "{called}";') == 2


def test_a_host_name_option_goes_before_the_declared_name() -> None:
    """A host's own `host-name` option replaces the name that it would be given."""
    text = conf({"hosts:web01:dhcp": {"options": {"host-name": "other"}}})
    assert 'option host-name "other";' in text
    assert 'option host-name "web01";' not in text
