"""What a release's parser should understand: held against that parser and lines written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.installers.kickstart.check.expected import expected
from salt_pxe.installers.kickstart.check.reading import read
from tests.unit.installers.kickstart.rendered_site import WEB, installed

BY_HAND = {
    "lang": ({f"{WEB}:lang": "de_DE.UTF-8"}, "lang de_DE.UTF-8"),
    "keyboard": ({f"{WEB}:keyboard": "de"}, "keyboard --vckeymap=de"),
    "timezone": ({f"{WEB}:timezone": {"zone": "Asia/Tokyo", "utc": False}}, "timezone Asia/Tokyo"),
    "timezone by UTC": ({f"{WEB}:timezone": "Asia/Tokyo"}, "timezone --utc Asia/Tokyo"),
    "timesource": (
        {f"{WEB}:timezone": {"zone": "Etc/UTC", "ntp_servers": "10.0.0.2"}},
        "timesource --ntp-server=10.0.0.2",
    ),
    "selinux": ({f"{WEB}:selinux": "permissive"}, "selinux --permissive"),
    "firewall": (
        {f"{WEB}:firewall": {"services": "ssh", "ports": "80:tcp", "trust": "eth1"}},
        "firewall --enabled --ssh --port=80:tcp --trust=eth1",
    ),
    "services": ({f"{WEB}:services": {"enabled": "a", "disabled": "b"}}, "services --enabled a --disabled b"),
    "url": ({}, "url --url http://10.0.0.7/pxe/repo/el9/"),
    "repo": (
        {f"{WEB}:repos": {"x": {"baseurl": "http://a/x", "cost": 7, "install": True}}},
        "repo --name x --baseurl http://a/x --cost 7 --install",
    ),
    "network": (
        {"hosts:web01:network": [{"bootproto": "static", "onboot": False}]},
        "network --bootproto=static --device=52:54:00:12:34:56 --ip=10.0.0.21 --netmask=255.255.255.0 "
        "--gateway=10.0.0.254 --nameserver=10.0.0.2 --noipv6 --onboot=off --activate --hostname=web01",
    ),
    "firstboot": ({f"{WEB}:firstboot": "enabled"}, "firstboot --enabled"),
    "eula": ({}, "eula --agreed"),
    "skipx": ({}, "skipx"),
    "text": ({}, "text"),
    "cmdline": ({f"{WEB}:mode": "cmdline"}, "cmdline"),
    "reboot": ({}, "reboot"),
    "poweroff": ({f"{WEB}:finish": "poweroff"}, "poweroff"),
    "halt": ({f"{WEB}:finish": "halt"}, "halt"),
}


@pytest.mark.parametrize("case", BY_HAND)
def test_what_is_expected_of_a_command_is_what_its_parser_reads(case: str) -> None:
    """In another spelling than ours where there is one."""
    changes, line = BY_HAND[case]
    command = case.split()[0]
    assert expected(installed(changes), str).commands[command] == read(f"{line}\n", "RHEL9").data[command]


def test_packages_are_sorted_as_the_parser_sorts_them() -> None:
    """Names, groups and an environment, wanted and not wanted, and the section's options."""
    changes: dict[str, Any] = {
        f"{WEB}:packages": ["@core", "vim", "@^minimal-environment", "-nano", "-@games"],
        f"{WEB}:packages_options": {"exclude_docs": True, "exclude_weakdeps": True, "ignore_missing": True},
    }
    by_hand = (
        "%packages --excludedocs --exclude-weakdeps --ignoremissing\n"
        "-nano\n@core\n-@games\n@^minimal-environment\nvim\n%end\n"
    )
    assert expected(installed(changes), str).packages == read(by_hand, "RHEL9").packages


def test_what_is_not_said_is_not_expected() -> None:
    """A command without a use has no entry."""
    commands = expected(installed({f"{WEB}:eula_agreed": False, f"{WEB}:skipx": False}), str).commands
    assert not {"eula", "skipx", "repo", "services", "timesource", "graphical"} & commands.keys()
