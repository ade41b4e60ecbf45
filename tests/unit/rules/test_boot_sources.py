"""What machines are told to boot, and from where."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import boot_sources
from salt_pxe.site.problem import Problem
from tests.site import small_site

NET = "subnets:10.0.0.0/24"
PHONES = {"match": {"vendor_class": "phone"}}
ROMS = {"match": {"vendor_class": "PXEClient"}}


def paths(rule: Any, changes: dict[str, Any]) -> list[str]:
    """Return where a rule warns."""
    return [problem.path for problem in rule(small_site(changes))]


@pytest.mark.parametrize(
    "rule",
    [
        boot_sources.one_boot_file,
        boot_sources.foreign_servers,
        boot_sources.foreign_configurations,
        boot_sources.one_name,
    ],
)
def test_a_usual_site_has_no_warning(rule: Any) -> None:
    """Each firmware gets its own loader, from the kickstart server."""
    assert paths(rule, {}) == []


def test_a_boot_file_for_every_firmware_is_told() -> None:
    """By its own key or as an option, in every scope; a class may tell one firmware from another."""
    named = {"filename": "one.0", "options:bootfile-name": "two.0"}
    changes: dict[str, Any] = {
        "classes": {"phones": {"filename": "x.0", "match": {"user_class": "x"}}},
        **{f"dhcp:{key}": value for key, value in named.items()},
        "subnets:10.0.0.0/24:filename": "three.0",
    }
    told = [
        Problem(
            path,
            "is given to machines of every firmware (bios and uefi), which cannot load each other's files",
            "leave it out: each firmware gets its own loader; or say it in a class",
        )
        for path in (
            "pxe:dhcp:filename",
            "pxe:dhcp:options:bootfile-name",
            "pxe:subnets:10.0.0.0/24:filename",
        )
    ]
    assert list(boot_sources.one_boot_file(small_site(changes))) == told
    assert list(boot_sources.one_boot_file(small_site({**changes, "server:loaders": ["uefi"]}))) == []


@pytest.mark.parametrize(
    ("match", "warned"),
    [
        ({"vendor_class": "PXEClient"}, True),
        ({"mac_prefix": "52:54:00"}, True),
        ({"architecture": [0, 7]}, True),
        ({"architecture": [7, 9]}, False),
        ({"vendor_class": "PXEClient:Arch:00000"}, False),
        ({"vendor_class": "phone"}, False),
        ({"user_class": "iPXE"}, False),
    ],
)
def test_a_boot_file_of_a_class_is_for_one_firmware(match: dict[str, Any], warned: bool) -> None:
    """Or for clients that boot nothing from here, or that have loaded a loader already."""
    changes = {"classes:own": {"match": match, "filename": "own.0"}}
    assert paths(boot_sources.one_boot_file, changes) == (["pxe:classes:own:filename"] if warned else [])
    assert paths(boot_sources.one_boot_file, {**changes, "server:loaders": ["uefi"]}) == []


@pytest.mark.parametrize(
    ("where", "start", "warned"),
    [
        ("dhcp", {}, True),
        (NET, {}, True),
        ("classes:own", {"classes:own": ROMS}, True),
        ("classes:own", {"classes:own": PHONES}, False),
        ("hosts:web01:dhcp", {"hosts:web01:dhcp": {}}, True),
        ("hosts:web02:dhcp", {"hosts:web02:dhcp": {}}, False),
    ],
)
def test_another_server_is_told_where_machines_boot(where: str, start: dict[str, Any], warned: bool) -> None:
    """The kickstart server's own address is none, and with a boot file of its own it is meant."""
    for key, end in (("next_server", "next_server"), ("options", "options:tftp-server-name")):
        for address, told in (("10.0.0.9", warned), ("10.0.0.7", False)):
            value = address if key == "next_server" else {"tftp-server-name": address}
            changes = {**start, f"{where}:{key}": value}
            assert paths(boot_sources.foreign_servers, changes) == ([f"pxe:{where}:{end}"] if told else [])
    meant = {**start, f"{where}:next_server": "10.0.0.9", f"{where}:filename": "own.0"}
    assert paths(boot_sources.foreign_servers, meant) == []


def test_a_loader_s_configuration_by_option_is_told_by_its_name_and_by_its_code() -> None:
    """RFC 5071 has 209 and 210; phones may have what they like."""
    codes = {"dhcp:option_definitions": {"own": {"code": 209, "type": "text"}}}
    for name, more in (("loader-configfile", {}), ("loader-pathprefix", {}), ("own", codes)):
        changes = {**more, "dhcp:options": {name: "x"}}
        assert paths(boot_sources.foreign_configurations, changes) == [f"pxe:dhcp:options:{name}"]
    phones = {"classes:phones": {**PHONES, "options": {"loader-configfile": "x"}}}
    assert paths(boot_sources.foreign_configurations, phones) == []
    assert paths(boot_sources.foreign_configurations, {"dhcp:options": {"loader-reboottime": 3}}) == []


def test_one_name_for_many_machines_is_told() -> None:
    """A host may have its own, and the members of a class one."""
    assert paths(boot_sources.one_name, {f"{NET}:options": {"host-name": "web"}}) == [
        f"pxe:{NET}:options:host-name"
    ]
    assert paths(boot_sources.one_name, {"hosts:web01:dhcp": {"options": {"host-name": "web"}}}) == []
    assert paths(boot_sources.one_name, {"classes:own": {**PHONES, "options": {"host-name": "phone"}}}) == []
