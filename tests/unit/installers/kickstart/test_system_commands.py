"""The lines that describe the installed system, as each release spells them."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart import system_commands as lines
from tests.site import HASH
from tests.unit.installers.kickstart.rendered_site import KEY, WEB, installed


def on(release: str, **said: Any) -> Installation:
    """Return an installation of a release with these values in its profile."""
    return installed({f"{WEB}:release": release, **{f"{WEB}:{key}": value for key, value in said.items()}})


@pytest.mark.parametrize(
    ("release", "timezone", "timesource"),
    [
        ("RHEL8", "timezone Europe/Berlin --utc --ntpservers=10.0.0.2,ntp.example", ()),
        ("RHEL9", "timezone Europe/Berlin --utc", ("10.0.0.2", "ntp.example")),
        ("F42", "timezone Europe/Berlin --utc", ("10.0.0.2", "ntp.example")),
    ],
)
def test_time_servers_stand_where_the_release_reads_them(
    release: str, timezone: str, timesource: tuple[str, ...]
) -> None:
    """Since RHEL 9 they have a command of their own, one line each."""
    what = on(release, timezone={"zone": "Europe/Berlin", "ntp_servers": ["10.0.0.2", "ntp.example"]})
    assert lines.timezone(what) == timezone
    assert lines.timesource(what) == tuple(f"timesource --ntp-server={server}" for server in timesource)


@pytest.mark.parametrize(
    ("release", "option"), [("RHEL8", ""), ("RHEL9", " --allow-ssh"), ("F42", " --allow-ssh")]
)
def test_root_has_the_hash_and_ssh_where_the_release_asks(release: str, option: str) -> None:
    """Older releases let root in by password anyway, and know no option."""
    assert lines.rootpw(on(release, rootpw_allow_ssh=True)) == f"rootpw {HASH} --iscrypted{option}"
    assert lines.rootpw(on(release, rootpw="locked", rootpw_allow_ssh=True)) == "rootpw --lock"


def test_keys_are_root_s_and_then_each_user_s() -> None:
    """RHEL 7 has no command for them."""
    said = {"ssh_keys": [KEY], "users": {"b": {"ssh_keys": [KEY]}, "a": {"ssh_keys": [f"{KEY} x y"]}}}
    assert lines.ssh_keys(on("RHEL7", **said)) == (("root", KEY), ("a", f"{KEY} x y"), ("b", KEY))
    assert lines.sshkey(on("RHEL7", **said)) == ()
    assert lines.sshkey(on("RHEL9", **said))[1] == f'sshkey "{KEY} x y" --username=a'


def test_an_account_without_a_password_is_locked() -> None:
    """One with a hash says that it is one."""
    users = {"a": {"groups": ["wheel", "ops"], "shell": "/bin/zsh"}, "b": {"password": HASH, "uid": 1001}}
    assert lines.user(on("RHEL9", users=users)) == (
        "user --name=a --groups=wheel,ops --shell=/bin/zsh --lock",
        f"user --name=b --uid=1001 --iscrypted --password={HASH}",
    )


def test_a_firewall_that_is_off_says_nothing_else() -> None:
    """One that is on names what it lets through."""
    rules = {"services": ["ssh"], "ports": ["80:tcp"], "trust": ["eth1"]}
    on_line = "firewall --enabled --service=ssh --port=80:tcp --trust=eth1"
    assert lines.firewall(on("RHEL9", firewall=rules)) == on_line
    assert lines.firewall(on("RHEL9", firewall={"enabled": False})) == "firewall --disabled"


def test_services_have_a_line_only_where_there_are_any() -> None:
    """An empty one would be an error."""
    assert lines.services(on("RHEL9")) == ()
    assert lines.services(on("RHEL9", services={"disabled": "kdump"})) == ("services --disabled=kdump",)


def test_the_rest_is_said_as_pillar_says_it() -> None:
    """Language, keyboard, repositories, the agreement, the first boot."""
    what = on(
        "RHEL9",
        lang="de_DE.UTF-8",
        addsupport="en_US.UTF-8",
        keyboard={"xlayouts": ["de", "cz (qwerty)"], "switch": "grp:alt_shift_toggle"},
        repos={"x": {"baseurl": "http://a/x", "cost": 0, "install": True}},
        eula_agreed=False,
        firstboot="reconfig",
    )
    assert lines.lang(what) == "lang de_DE.UTF-8 --addsupport=en_US.UTF-8"
    assert lines.keyboard(what) == 'keyboard --xlayouts="de,cz (qwerty)" --switch=grp:alt_shift_toggle'
    assert lines.repo(what) == ("repo --name=x --baseurl=http://a/x --cost=0 --install",)
    assert lines.flags(what) == ("skipx",)
    assert lines.firstboot(what) == "firstboot --reconfig"
