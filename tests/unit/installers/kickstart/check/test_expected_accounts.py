"""What a parser should understand of accounts: held against that parser and lines written by hand."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kickstart.check.expected import expected
from salt_pxe.installers.kickstart.check.reading import read
from tests.site import HASH
from tests.unit.installers.kickstart.rendered_site import KEY, WEB, installed

ACCOUNTS = {
    f"{WEB}:rootpw_allow_ssh": True,
    f"{WEB}:ssh_keys": [KEY],
    f"{WEB}:groups": {"ops": 2000, "adm": None},
    f"{WEB}:users": {
        "bob": {"password": HASH, "uid": 1001, "gid": 2000, "gecos": "Bob, room 7", "ssh_keys": [f"{KEY} b"]},
        "ann": {"groups": ["wheel", "ops"], "homedir": "/srv/ann", "shell": "/bin/zsh"},
    },
}
LINES = f"""\
rootpw --iscrypted --allow-ssh {HASH}
group --name adm
group --name ops --gid 2000
user --lock --name ann --groups wheel,ops --homedir /srv/ann --shell /bin/zsh
user --name bob --uid 1001 --gid 2000 --gecos 'Bob, room 7' --iscrypted --password {HASH}
sshkey --username root '{KEY}'
sshkey --username bob '{KEY} b'
"""


@pytest.mark.parametrize("command", ["rootpw", "group", "user", "sshkey"])
def test_what_is_expected_of_accounts_is_what_the_parser_reads(command: str) -> None:
    """Sorted by their names, root's key first."""
    assert expected(installed(ACCOUNTS), str).commands[command] == read(LINES, "RHEL9").data[command]


def test_a_locked_root_has_no_password() -> None:
    """Whatever may log in."""
    found = expected(installed({**ACCOUNTS, f"{WEB}:rootpw": "locked"}), str).commands
    assert found["rootpw"] == read("rootpw --lock\n", "RHEL9").data["rootpw"]


def test_a_release_without_the_command_expects_no_key() -> None:
    """RHEL 7 gets keys by a script, and its root no word about ssh."""
    found = expected(installed({**ACCOUNTS, f"{WEB}:release": "RHEL7"}), str).commands
    assert "sshkey" not in found
    assert found["rootpw"] == read(f"rootpw --iscrypted {HASH}\n", "RHEL7").data["rootpw"]
