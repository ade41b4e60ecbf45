"""What will be installed on one machine."""

from __future__ import annotations

from typing import Any

from salt_pxe.installers.installation import Installation, installation
from salt_pxe.pillar import parse
from tests.site import ABSENT, HASH, changed

WEB = "profiles:el9-web"
TOKEN, FINGER = "ab" * 32, ":".join(["0a"] * 32)
API = {"server:api": "http://10.0.0.1:8000", "site": "fra1"}


def web01(changes: dict[str, Any], *secrets: str) -> Installation:
    """Return the installation of web01 in the changed site."""
    return installation(parse(changed(changes)), "el9-web", "web01", *secrets)


def test_a_host_s_word_goes_before_its_profile_s() -> None:
    """Disks, layout, devices and password are replaced; packages and variables are joined."""
    own = HASH.replace("saltsalt", "otherone")
    found = web01(
        {
            f"{WEB}:variables": {"rack": "a", "row": 1},
            "hosts:web01:disks": ["sdb", "sdc"],
            "hosts:web01:storage": {"autopart": "plain"},
            "hosts:web01:rootpw": own,
            "hosts:web01:variables": {"rack": "b"},
            "hosts:web01:packages": ["vim"],
            "hosts:web01:network": [{"device": "em1"}],
        }
    )
    assert (found.disks, found.boot_drive, found.storage.autopart) == (("sdb", "sdc"), "sdb", "plain")
    assert (found.rootpw, found.variables) == (own, {"rack": "b", "row": 1})
    assert (found.packages, found.packages_of_host) == (("@core", "vim"), ("vim",))
    assert [nic.device for nic in found.network] == ["em1"]


def test_what_a_host_does_not_say_is_its_profile_s_or_the_site_s() -> None:
    """Its names, the master, the URL of its repo, and the NIC that boots."""
    found = web01({})
    assert (found.hostname, found.minion_id, found.master) == (
        "web01",
        "web01.example.com",
        "salt.example.com",
    )
    assert (found.url, found.disks, found.rootpw) == ("http://10.0.0.7/pxe/repo/el9/", ("sda",), HASH)
    assert [nic.device for nic in found.network] == ["52:54:00:12:34:56"]
    assert found.path == "pxe:hosts:web01"


def test_a_machine_that_nobody_declared_has_no_name() -> None:
    """It keeps what DHCP gives it, reports nothing, and its problems are the profile's."""
    found = installation(parse(changed(API)), "el9-web", None, TOKEN, FINGER)
    assert (found.hostname, found.minion_id, found.report) == (None, None, None)
    assert found.path == "pxe:profiles:el9-web"
    assert [nic.device for nic in found.network] == ["link"]


def test_a_machine_reports_where_the_site_says_to_whom() -> None:
    """Who asked for no install, or has nobody that hears, reports nothing."""
    report = web01(API, TOKEN, FINGER).report
    assert report and (report.site, report.host, report.request) == ("fra1", "web01", "CHG0012345")
    assert (report.token, report.master_finger, report.mac) == (TOKEN, FINGER, "52:54:00:12:34:56")
    assert report.armed_url == "http://10.0.0.7/pxe/armed/52:54:00:12:34:56"
    assert web01({}, TOKEN, FINGER).report is None
    assert web01({**API, "hosts:web01:install": ABSENT}, TOKEN, FINGER).report is None


def test_no_message_keeps_a_secret() -> None:
    """Each hash and the token of this installation, and what looks like one of another."""
    grub = "grub.pbkdf2.sha512.10000.C0FFEE.DECADE"
    user = HASH.replace("saltsalt", "userr")
    found = web01(
        {**API, f"{WEB}:bootloader": {"password": grub}, f"{WEB}:users": {"ann": {"password": user}}}, TOKEN
    )
    for secret in (HASH, grub, user, TOKEN, "$y$j9T$abcdefgh$ijklmnop", "f" * 64):
        assert found.without_secrets(f"a {secret} b") == "a ... b"
    assert found.without_secrets(f"x{TOKEN}y") == "x...y"
    for harmless in ("rootpw is locked", "f" * 63, "f" * 65, "g" * 64):
        assert found.without_secrets(harmless) == harmless
