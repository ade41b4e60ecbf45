"""Every rule and every caution is asked about every site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import ModuleType
from typing import Any

import pytest

from salt_pxe import rules
from salt_pxe.installers.plug import INSTALLERS
from salt_pxe.services.dhcp.plug import DHCP_SERVICES
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from tests.kinds.installers.keyvalue import kind as keyvalue
from tests.kinds.json_dhcp import JSON_DHCP
from tests.site import ABSENT, small_site

NET = "subnets:10.0.0.0/24"
KNOWN = {"profiles": ["el9-web"], "repos": ["el9"], "classes": ["phones"]}
POOL = {"range": "10.0.0.30-10.0.0.40", "allow": ["phone"]}
GROUP = {"volume_groups": {"vg": {"volumes": {"root": {"mount": "/", "size": 4096}}}}}
FAR = {"bootproto": "static", "ip": "10.9.0.9", "netmask": "255.255.255.0"}
SK_KEY = (
    "sk-ssh-ed25519@openssh.com "
    "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAAAABHNzaDo="
)

BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "address_use.subnets_overlap": ({"subnets:10.0.0.128/25": {}}, "pxe:subnets:10.0.0.128/25"),
    "address_use.ranges": ({f"{NET}:range": "10.0.0.9-10.0.0.8"}, f"pxe:{NET}:range:0"),
    "neighbours.words": ({f"{NET}:broadcast_address": "10.0.1.255"}, f"pxe:{NET}:broadcast_address"),
    "address_use.hosts": ({"hosts:web01:fixed_address": "10.0.1.1"}, "pxe:hosts:web01:fixed_address"),
    "identity.names": ({"hosts:WEB01": {"mac": "52:54:00:12:34:59"}}, "pxe:hosts:WEB01"),
    "identity.macs": ({"hosts:web02:mac": "52:54:00:12:34:56"}, "pxe:hosts:web02:mac"),
    "identity.minion_ids": ({"hosts:web01:minion_id": "web02"}, "pxe:hosts:web01:minion_id"),
    "identity.hostnames": ({"hosts:web01:hostname": "web02"}, "pxe:hosts:web01:hostname"),
    "references.profiles_and_repos": ({"hosts:web02:profile": "x"}, "pxe:hosts:web02:profile"),
    "references.unknown_policy": ({"unknown": "x"}, "pxe:unknown"),
    "references.pools_name_classes": ({f"{NET}:pools": [POOL]}, f"pxe:{NET}:pools:0:allow:0"),
    "references.interfaces": ({f"{NET}:interface": "eth9"}, f"pxe:{NET}:interface"),
    "dhcp_limits.leases": ({"dhcp:default_lease_time": 50000}, "pxe:dhcp:default_lease_time"),
    "dhcp_limits.meeting": (
        {
            f"{NET}:lease_time": 600,
            "classes:phones": {"match": {"vendor_class": "phone"}, "default_lease_time": 3600},
        },
        "pxe:classes:phones:default_lease_time",
    ),
    "installed_network.servers": ({"dhcp:ntp_servers": ["0.0.0.0"]}, "pxe:dhcp:ntp_servers:0"),
    "kernel_arguments.faults": (
        {"profiles:el9-web:kernel_args": ["inst.rescue"]},
        "pxe:profiles:el9-web:kernel_args:0",
    ),
    "argument_addresses.addresses": (
        {"hosts:web01:kernel_args": ["ip=10.0.0.22/24::::eth0:none"]},
        "pxe:hosts:web01:kernel_args:0",
    ),
    "dhcp_limits.options": ({"dhcp:options": {"xyzzy": "x"}}, "pxe:dhcp:options:xyzzy"),
    "backend.refusals": ({"dhcp:backend": "json", "dhcp:min_secs": 3}, "pxe:dhcp:min_secs"),
    "installer_limits.releases": ({"profiles:el9-web:release": "RHEL3"}, "pxe:profiles:el9-web:release"),
    "installer_limits.refusals": (
        {
            "profiles:el9-web:installer": "key-value",
            "profiles:el9-web:release": "Tiny1",
            "profiles:el9-web:storage": {
                "partitions": [{"size": 8192, "volume_group": "vg"}],
                **GROUP,
            },
        },
        "pxe:profiles:el9-web:storage:volume_groups",
    ),
    "install_targets.disks": ({"profiles:el9-web:disks": ABSENT}, "pxe:hosts:web01:disks"),
    "install_targets.networks": (
        {"hosts:web01:network": [{"device": "eth0"}, {"device": "eth0"}]},
        "pxe:hosts:web01:network:1",
    ),
    "machine_names.lengths": (
        {"hosts:web02:hostname": "a" * 40 + "." + "b" * 40},
        "pxe:hosts:web02:hostname",
    ),
    "account_ids.accounts": ({"profiles:el9-web:users": {"root": {}}}, "pxe:profiles:el9-web:users:root"),
    "logins.hash_methods": (
        {"profiles:el9-web:release": "RHEL7", "profiles:el9-web:rootpw": "$y$j9T$x$" + "a" * 43},
        "pxe:profiles:el9-web:rootpw",
    ),
    "minion_obstacles.left_out": (
        {"server:api": "http://10.0.0.1:8000", "profiles:el9-web:packages": ["@core", "-salt-minion"]},
        "pxe:profiles:el9-web:packages:1",
    ),
    "machine_names.no_names": (
        {"hosts:web01:hostname": "localhost"},
        "pxe:hosts:web01:hostname",
    ),
    "home_directories.of_the_system": (
        {"profiles:el9-web:users": {"ops": {"homedir": "/etc"}}},
        "pxe:profiles:el9-web:users:ops:homedir",
    ),
    "logins.key_types": (
        {"profiles:el9-web:release": "RHEL8", "profiles:el9-web:ssh_keys": [SK_KEY]},
        "pxe:profiles:el9-web:ssh_keys:0",
    ),
    "locales.names": (
        {"profiles:el9-web:timezone:zone": "Europe/Berln"},
        "pxe:profiles:el9-web:timezone:zone",
    ),
    "storage.broken": (
        {
            "profiles:el9-web:storage": {
                "partitions": [{"mount": "/", "size": 4096}, {"mount": "/proc", "size": 9}]
            }
        },
        "pxe:profiles:el9-web:storage:partitions:1:mount",
    ),
    "kernel_arguments.ours": (
        {"profiles:el9-web:kernel_args": "inst.ks=x"},
        "pxe:profiles:el9-web:kernel_args:0",
    ),
    "reachability.reports": (
        {"hosts:web01:network": [{**FAR, "gateway": "10.9.0.1"}]},
        "pxe:hosts:web01:network:0:ip",
    ),
    "reachability.ways": (
        {"subnets:10.9.0.0/24": {}, "hosts:web01:network": [FAR]},
        "pxe:hosts:web01:network",
    ),
    "install_targets.kernel_lines": (
        {"hosts:web01:kernel_args": [f"a{number}={'x' * 90}" for number in range(20)]},
        "pxe:hosts:web01:kernel_args",
    ),
}
CAUTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "cautions.infinite_pools": ({"dhcp": {"lease_time": "infinite"}}, f"pxe:{NET}"),
    "cautions.protected_requests": ({"hosts:web01:protected": "x"}, "pxe:hosts:web01:install"),
    "cautions.server_outside_subnets": (
        {"server:address": "10.1.0.7", f"{NET}:routers": ["10.0.0.1"]},
        "pxe:server:address",
    ),
    "cautions.no_router": ({"subnets:10.1.0.0/24": {}}, "pxe:subnets:10.1.0.0/24:routers"),
    "cautions.unattended_strangers": ({"unknown": "el9-web"}, "pxe:unknown"),
    "cautions.nobody_can_log_in": ({"profiles:el9-web:rootpw": "locked"}, "pxe:profiles:el9-web:rootpw"),
    "tree_names.releases": (
        {"repos:el9:source": "/srv/Rocky-8.10-x86_64-dvd1.iso"},
        "pxe:profiles:el9-web:repo",
    ),
    "tree_names.contents": ({"repos:el9:source": "/srv/Rocky-9.4-x86_64-boot.iso"}, "pxe:repos:el9:source"),
    "cautions.known_codes": (
        {"dhcp:option_definitions": {"phones": {"code": 150, "type": "ip-addresses"}}},
        "pxe:dhcp:option_definitions:phones:code",
    ),
    "boot_sources.foreign_servers": ({"dhcp:next_server": "10.0.0.9"}, "pxe:dhcp:next_server"),
    "boot_sources.foreign_configurations": (
        {"dhcp:options": {"loader-configfile": "x"}},
        "pxe:dhcp:options:loader-configfile",
    ),
    "boot_sources.one_name": ({"dhcp:options": {"host-name": "x"}}, "pxe:dhcp:options:host-name"),
    "installed_network.netmasks": (
        {"hosts:web01:network": [{**FAR, "ip": "10.0.0.21", "netmask": "255.255.0.0"}]},
        "pxe:hosts:web01:network:0:netmask",
    ),
    "installed_network.default_routes": (
        {
            "hosts:web01:network": [
                {**FAR, "ip": f"10.0.0.{number}", "gateway": "10.0.0.254", "device": f"eth{number}"}
                for number in (21, 33)
            ]
        },
        "pxe:hosts:web01:network:1:gateway",
    ),
    "installed_network.offline": ({"hosts:web01:network": [{"onboot": False}]}, "pxe:hosts:web01:network"),
    "boot_sources.one_boot_file": ({"dhcp:filename": "x.0"}, "pxe:dhcp:filename"),
    "cautions.open_control_port": ({"dhcp:omapi_port": 7911}, "pxe:dhcp:omapi_port"),
    "kernel_arguments.cautions": (
        {"hosts:web01:kernel_args": ["inst.nokill"]},
        "pxe:hosts:web01:kernel_args:0",
    ),
    "neighbours.inherited_routes": (
        {
            "dhcp:static_routes": [{"network": "10.5.0.0/16", "gateway": "10.0.0.1"}],
            "subnets:10.1.0.0/24": {"range": "10.1.0.10-10.1.0.20", "routers": ["10.1.0.1"]},
        },
        "pxe:dhcp:static_routes:0:gateway",
    ),
    "reachability.pools": (
        {f"{NET}:range": ABSENT, "hosts:web01:fixed_address": ABSENT},
        "pxe:hosts:web01:fixed_address",
    ),
    "storage.warnings": ({"profiles:el9-web:disks": "disk/by-label/x"}, "pxe:profiles:el9-web:disks:0"),
    "logins.cut_hashes": (
        {"profiles:el9-web:rootpw": "$6$saltsalt$" + "a" * 85},
        "pxe:profiles:el9-web:rootpw",
    ),
    "logins.cut_boot_loader_hashes": (
        {"profiles:el9-web:bootloader": {"password": "grub.pbkdf2.sha512.10000.C0FFEE.DECADE"}},
        "pxe:profiles:el9-web:bootloader:password",
    ),
    "home_directories.shared": (
        {"profiles:el9-web:users": {"a": {"homedir": "/home/b"}, "b": {}}},
        "pxe:profiles:el9-web:users:b",
    ),
    "logins.unlikely_accounts": (
        {"profiles:el9-web:users": {"chrony": {}}},
        "pxe:profiles:el9-web:users:chrony",
    ),
    "account_shells.doubtful": (
        {"profiles:el9-web:users": {"ops": {"shell": "/bin/zsh"}}},
        "pxe:profiles:el9-web:users:ops:shell",
    ),
}


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Register a service and an installer that cannot do everything."""
    with ExitStack() as stack:
        stack.enter_context(DHCP_SERVICES.registered(JSON_DHCP))
        stack.enter_context(INSTALLERS.registered(keyvalue.KIND))
        yield


def asked(rule: Callable[[Site], Iterator[Problem]], site: Site, path: str) -> bool:
    """Tell whether a rule yields a problem at a path, as `rules` asks it."""
    return path in [problem.path for problem in rule(site)]


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_is_asked(rule: str) -> None:
    """A site that breaks this rule has its problem, and the small site has none."""
    changes, path = BROKEN[rule]
    assert asked(lambda site: rules.broken(site, KNOWN), small_site(changes), path)
    assert list(rules.broken(small_site({}), KNOWN)) == []


@pytest.mark.parametrize("caution", CAUTIONS)
def test_each_caution_is_asked(caution: str) -> None:
    """A site that is likely to surprise so has its warning alone, and the small site has none."""
    changes, path = CAUTIONS[caution]
    assert [problem.path for problem in rules.warnings(small_site(changes))] == [path]
    assert list(rules.warnings(small_site({}))) == []


def test_every_rule_of_the_rooms_is_in_this_table() -> None:
    """A new one that nobody asks is found."""
    rooms = {name: room for name, room in vars(rules).items() if isinstance(room, ModuleType)}
    known = {
        f"{name}.{rule}"
        for name, room in rooms.items()
        for rule, function in vars(room).items()
        if getattr(function, "__module__", "") == room.__name__
        and getattr(function, "__annotations__", {}).get("return") == "Iterator[Problem]"
        and not rule.startswith("_")
        and "__mutmut" not in rule  # copies that a mutation run puts beside the function
        and name != "pydantic_errors"  # words for what pydantic refuses, and no rule
    }
    assert known == {*BROKEN, *CAUTIONS}


def test_no_host_is_blamed_for_a_subnet_whose_own_entry_is_wrong() -> None:
    """That entry is not in the site, and the rules know of it by its name alone."""
    site = small_site({"hosts:web01:fixed_address": "10.9.0.9"})
    assert [one.path for one in rules.broken(site, KNOWN)] == ["pxe:hosts:web01:fixed_address"]
    assert not list(rules.broken(site, {**KNOWN, "subnets": ["10.0.0.0/24", "10.9.0.0/24"]}))
