"""The installed system: what its settings may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.site.profiles import system


@pytest.mark.parametrize(
    ("record", "given"),
    [
        (
            system.Timezone,
            {"zone": "America/Argentina/Buenos_Aires", "ntp_servers": ["10.0.0.1", "ntp.example"]},
        ),
        (system.Timezone, {"zone": "Etc/GMT+1"}),
        (system.Keyboard, {"vckeymap": "de-nodeadkeys"}),
        (system.Keyboard, {"xlayouts": ["us", "cz (qwerty)"], "switch": "grp:alt_shift_toggle"}),
        (
            system.User,
            {"groups": "wheel", "uid": 1000, "gid": 2000, "gecos": "An Ops, Room 7", "shell": "/bin/sh"},
        ),
        (system.Firewall, {"services": "ssh", "ports": ["80:tcp", "5000-5010:udp"], "trust": "eth1"}),
        (system.Services, {"enabled": ["chronyd", "getty@tty1"], "disabled": "kdump"}),
        (
            system.Bootloader,
            {"append": ["quiet", "rhgb"], "location": "none", "timeout": 0, "boot_drive": "sda"},
        ),
        (system.Bootloader, {"password": "grub.pbkdf2.sha512.10000.C0FFEE.ABCDEF"}),
    ],
)
def test_settings_of_the_installed_system_are_taken(record: Any, given: dict[str, Any]) -> None:
    """Each kind of value that its installer knows."""
    assert record.model_validate(given).model_fields_set == given.keys()


@pytest.mark.parametrize(
    ("record", "given"),
    [
        (system.Timezone, {}),
        (system.Timezone, {"zone": "Europe/Berlin;"}),
        (system.Timezone, {"zone": "Etc/UTC", "utc": "yes"}),
        (system.Keyboard, {}),
        (system.Keyboard, {"xlayouts": ["us;"]}),
        (system.Keyboard, {"vckeymap": "us", "switch": "alt_shift"}),
        (system.User, {"password": "geheim"}),
        (system.User, {"uid": -1}),
        (system.User, {"uid": 2**32 - 1}),
        (system.User, {"gecos": "a:b"}),
        (system.User, {"homedir": "home/x"}),
        (system.Firewall, {"ports": "80"}),
        (system.Firewall, {"ports": "80:icmp"}),
        (system.Services, {"enabled": "a b"}),
        (system.Bootloader, {"password": "geheim"}),
        (system.Bootloader, {"timeout": 3601}),
        (system.Bootloader, {"append": "a b"}),
    ],
)
def test_what_would_end_a_field_or_a_line_is_refused(record: Any, given: dict[str, Any]) -> None:
    """Plain passwords, other forms, and numbers beyond what there is."""
    with pytest.raises(ValidationError) as raised:
        record.model_validate(given)
    assert "geheim" not in str(raised.value)
