"""What is seen of this machine beside our daemons: ports, a firewall, SELinux, modes."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from salt_pxe.publish.host import observations

WANTED = [("udp", 67, "dhcp"), ("udp", 69, "tftp"), ("tcp", 80, "http")]


def test_a_program_that_listens_is_named_by_its_protocol_and_port() -> None:
    """ss(8) says which; nobody listens on a port of the other protocol."""
    own = Path("/proc/self/comm").read_text().strip()
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        web, datagrams = tcp.getsockname()[1], udp.getsockname()[1]
        assert observations.listeners("tcp", web) == {own}
        assert observations.listeners("udp", datagrams) == {own}
        assert observations.listeners("udp", web) == set()
    assert observations.listeners("tcp", web) == set()


# What these programs print on a real system, for none of them runs in a container.
FIREWALLD = "public (active)\n  services: dhcp ssh\n  ports: 69/udp\n"
UFW = """Status: active

To     Action  From
--     ------  ----
67/udp ALLOW   Anywhere
80     ALLOW   Anywhere
69/udp DENY    Anywhere
"""
NFT_DROP = """table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		udp dport { 67, 69 } accept
		tcp dport 8080 accept
	}
}
"""


def firewall(
    folder: Path, monkeypatch: pytest.MonkeyPatch, programs: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Return what is refused where these programs print that for these arguments."""
    for name, answers in programs.items():
        lines = ["#!/bin/sh", 'case "$*" in']
        for number, (words, text) in enumerate(answers.items()):
            (folder / f"{name}.{number}").write_text(text)
            lines.append(f'"{words}") cat "{folder}/{name}.{number}";;')
        (folder / name).write_text("\n".join([*lines, "esac", ""]))
        (folder / name).chmod(0o755)
    monkeypatch.setattr(
        observations, "program", lambda name: str(folder / name) if name in programs else None
    )
    return observations.firewall_refuses(WANTED)


@pytest.mark.parametrize(
    ("programs", "refused"),
    [
        ({}, []),
        (
            {"firewall-cmd": {"--state": "running\n", "--list-all": FIREWALLD}},
            ["firewalld refuses http (80/tcp)"],
        ),
        ({"ufw": {"status": UFW}}, ["ufw does not allow 69/udp"]),
        ({"ufw": {"status": "Status: inactive\n"}}, []),
        (
            {"nft": {"list ruleset": NFT_DROP}},
            ["the nftables ruleset drops input and does not name tcp port 80"],
        ),
        ({"nft": {"list ruleset": NFT_DROP.replace("policy drop", "policy accept")}}, []),
        (
            {
                "firewall-cmd": {"--state": "not running\n"},
                "ufw": {"status": "Status: inactive\n"},
                "nft": {"list ruleset": NFT_DROP},
            },
            ["the nftables ruleset drops input and does not name tcp port 80"],
        ),
    ],
    ids=["none", "firewalld", "ufw", "ufw off", "nft", "nft open", "the one that runs"],
)
def test_what_a_firewall_does_not_let_through_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    programs: Mapping[str, Mapping[str, str]],
    refused: list[str],
) -> None:
    """Each port once; a port that only looks like one of ours (8080) does not count."""
    assert firewall(tmp_path, monkeypatch, programs) == refused


def test_a_program_that_hangs_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check goes on without it."""
    (tmp_path / "ufw").write_text("#!/bin/sh\nexec sleep 600\n")
    (tmp_path / "ufw").chmod(0o755)
    monkeypatch.setattr(
        observations, "program", lambda name: str(tmp_path / "ufw") if name == "ufw" else None
    )
    monkeypatch.setattr(observations, "SECONDS", 0.2)
    assert observations.firewall_refuses(WANTED) == []


def test_a_mode_is_that_of_what_is_there(tmp_path: Path) -> None:
    """None where nothing is."""
    (tmp_path / "file").touch(0o640)
    (tmp_path / "file").chmod(0o2640)
    assert observations.mode(str(tmp_path / "file")) == 0o2640
    assert observations.mode(str(tmp_path / "none")) is None


def test_a_file_without_a_context_has_no_type(tmp_path: Path) -> None:
    """And with one the third part of it; on a system without SELinux nothing is enforced."""
    (tmp_path / "file").touch()
    if not observations.selinux_enforces():
        assert observations.selinux_type(str(tmp_path / "file")) is None
    assert observations.selinux_type(str(tmp_path / "none")) is None
    try:
        os.setxattr(tmp_path / "file", "security.selinux", b"system_u:object_r:tftpdir_t:s0\0")
    except OSError:
        pytest.skip("this file system keeps no security contexts")
    assert observations.selinux_type(str(tmp_path / "file")) == "tftpdir_t"
