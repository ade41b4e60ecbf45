"""What a machine would get, and which line of pillar says so."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe import pillar, render
from salt_pxe.arming.armed import arm
from salt_pxe.plan.machine import answers
from salt_pxe.publish.files.display import redaction, secrets
from salt_pxe.services.family import DEBIAN
from tests.site import HASH, changed

ARMED, UNARMED, STRANGER = "52:54:00:12:34:56", "52:54:00:12:34:57", "52:54:00:99:99:99"
NET = "pxe:subnets:10.0.0.0/24"


def ask(mac: str, architecture: int = 0, **changes: Any) -> dict[str, Any]:
    """Return the answers for a machine of the small site, changed like this."""
    site = pillar.parse(changed(changes))
    texts = {"web01": {"": f"rootpw {HASH} --iscrypted\n"}}
    return answers(site, mac, architecture, arm(site), DEBIAN, texts, redaction(secrets(site)))


def test_an_armed_host_is_told_to_install() -> None:
    """Its request, kernel line, answer files and the disks at stake, with their paths."""
    found = ask(ARMED)
    assert found["armed"] == {"value": "CHG0012345", "from": "pxe:hosts:web01:install"}
    assert found["kernel"]["value"].startswith("pxe/el9/vmlinuz inst.repo=")
    assert found["kernel"]["from"] == "pxe:profiles:el9-web"
    assert found["answers"]["url"] == f"http://10.0.0.7/pxe/ks/{ARMED}"
    assert found["may_erase"] == ["sda"]


def test_no_hash_is_in_an_answer() -> None:
    """The answer file is shown without its secrets."""
    found = ask(ARMED)
    assert found["answers"]["files"] == {ARMED: "rootpw <hidden> --iscrypted\n"}
    assert HASH not in str(found)


@pytest.mark.parametrize(
    ("mac", "changes", "source"),
    [
        (UNARMED, {}, "pxe:hosts:web02 (has no install)"),
        (ARMED, {"hosts:web01:protected": "holds data"}, "pxe:hosts:web01:protected"),
        (STRANGER, {}, "pxe:unknown"),
    ],
)
def test_who_is_not_armed_boots_its_disk_and_says_why(mac: str, changes: dict[str, Any], source: str) -> None:
    """Without an open request nothing installs, and the answer names the reason's path."""
    found = ask(mac, **changes)
    assert found["armed"] == {"value": None, "from": source}
    assert found["boots"]["value"] == "boots its disk"
    assert "kernel" not in found
    assert "answers" not in found


@pytest.mark.parametrize("architecture", [0, 7, 9])
@pytest.mark.parametrize("mac", [ARMED, UNARMED, STRANGER])
@pytest.mark.parametrize("unknown", ["local", "menu", "el9-web"])
def test_the_boot_configuration_is_the_one_that_is_published(
    mac: str, architecture: int, unknown: str
) -> None:
    """Path and text are those of the published file that the loader of this firmware finds for this machine."""
    changes = {"unknown": unknown, "profiles:el9-web:install_unknown": True}
    shown = ask(mac, architecture, **changes)["boot_configuration"]
    site = pillar.parse(changed(changes))
    tree = render.boot_tree(site, arm(site), DEBIAN)
    assert tree[shown["path"]].content.decode() == shown["text"]
    own = [path for path in tree if mac in path or mac.replace(":", "-") in path]
    if own:
        assert shown["path"] in own


@pytest.mark.parametrize(
    ("mac", "architecture", "changes", "value", "source"),
    [
        (ARMED, 0, {}, "pxelinux.0", "pxe:server:loaders"),
        (ARMED, 7, {}, "shimx64.efi", "pxe:server:loaders"),
        (ARMED, 11, {}, None, "pxe:server:loaders"),
        (ARMED, 0, {"dhcp:filename": "mine.0"}, "mine.0", "pxe:dhcp:filename"),
        (ARMED, 0, {"subnets:10.0.0.0/24:filename": "net.0"}, "net.0", f"{NET}:filename"),
        (ARMED, 0, {"hosts:web01:dhcp": {"filename": "own.0"}}, "own.0", "pxe:hosts:web01:dhcp:filename"),
        (
            STRANGER,
            0,
            {"classes": {"lab": {"match": {"mac_prefix": "52:54:00"}, "filename": "lab.0"}}},
            "lab.0",
            "pxe:classes:lab:filename",
        ),
        (
            STRANGER,
            0,
            {"classes": {"lab": {"match": {"architecture": [7]}, "filename": "lab.0"}}},
            "pxelinux.0",
            "pxe:server:loaders",
        ),
    ],
)
def test_the_innermost_scope_says_the_file(
    mac: str, architecture: int, changes: dict[str, Any], value: str | None, source: str
) -> None:
    """Host beats class beats subnet beats site, and the loader of the firmware comes last."""
    assert ask(mac, architecture, **changes)["dhcp"]["filename"] == {"value": value, "from": source}


def test_addresses_come_from_the_host_or_from_a_pool() -> None:
    """A fixed address is the host's; everybody else leases, unless strangers are denied."""
    assert ask(ARMED)["dhcp"]["address"] == {"value": "10.0.0.21", "from": "pxe:hosts:web01:fixed_address"}
    leased = ask(STRANGER)["dhcp"]["address"]
    assert leased == {"value": "leased from 10.0.0.150-10.0.0.200", "from": f"{NET}:range"}
    denied = ask(STRANGER, **{"subnets:10.0.0.0/24:unknown_clients": "deny"})["dhcp"]["address"]
    assert denied == {"value": None, "from": f"{NET}:unknown_clients"}


def test_firmware_that_is_not_served_is_told() -> None:
    """Where its loader is not served, a machine goes on to its disk."""
    found = ask(ARMED, 7, **{"server:loaders": ["bios"]})
    assert found["boots"] == {
        "value": "its disk: no boot loader is served to this firmware",
        "from": "pxe:server:loaders",
    }
