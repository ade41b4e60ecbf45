"""What the shell and systemd read in the settings of the services."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from salt_pxe.pillar import parse
from salt_pxe.render import boot_tree, dhcp_tree
from salt_pxe.services.family import DEBIAN, REDHAT
from salt_pxe.tree import Tree
from tests.site import changed

UNITS = {
    "dhcpd.service": "[Service]\nType=notify\nExecStart=/usr/sbin/dhcpd -f\n",
    "tftp.service": "[Unit]\nRequires=tftp.socket\n[Service]\nExecStart=/usr/sbin/in.tftpd /\nStandardInput=socket\n",
    "tftp.socket": "[Socket]\nListenDatagram=69\n",
}
"""The units that the drop-ins change, as far as they matter here."""


def settings(family: str) -> Tree:
    """Return the files of a server with two interfaces."""
    site = parse(changed({"server:interfaces": ["eth1", "bond0.12"]}))
    chosen = {"Debian": DEBIAN, "RedHat": REDHAT}[family]
    return {**dhcp_tree(site, chosen), **boot_tree(site, {}, chosen)}


def sourced(path: str, name: str) -> str:
    """Return what a variable holds after a shell has read a file of Debian's /etc/default."""
    script = f'set -eu; eval "$(cat)"; printf %s "${name}"'
    content = settings("Debian")[path].content
    return subprocess.run(
        ["sh", "-c", script], input=content, capture_output=True, check=True
    ).stdout.decode()


def test_debian_s_init_script_learns_the_interfaces() -> None:
    """INTERFACESv4 names them all; with INTERFACESv6 empty only the IPv4 server starts."""
    path = "/etc/default/isc-dhcp-server"
    assert sourced(path, "INTERFACESv4") == "eth1 bond0.12"
    assert sourced(path, "INTERFACESv6") == ""
    assert sourced(path, "DHCPDv4_CONF") == "/etc/dhcp/dhcpd.conf"


def test_debian_s_tftpd_is_bound_to_the_server_s_address_and_root() -> None:
    """in.tftpd runs on the address of the server, shut into its root, and logs each request."""
    path = "/etc/default/tftpd-hpa"
    assert sourced(path, "TFTP_ADDRESS") == "10.0.0.7:69"
    assert sourced(path, "TFTP_DIRECTORY") == "/srv/tftp"
    assert sourced(path, "TFTP_OPTIONS").split() == ["--secure", "--verbose"]


def test_systemd_reads_every_drop_in(tmp_path: Path) -> None:
    """systemd finds nothing wrong with the units of EL and their drop-ins."""
    for unit, text in UNITS.items():
        (tmp_path / unit).write_text(text)
    drop_ins = {
        path: file for path, file in settings("RedHat").items() if path.startswith("/etc/systemd/system/")
    }
    assert {path.split("/")[4] for path in drop_ins} == {f"{unit}.d" for unit in UNITS}
    for path, file in drop_ins.items():
        at = tmp_path / path.removeprefix("/etc/systemd/system/")
        at.parent.mkdir()
        at.write_bytes(file.content)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / unit for unit in UNITS)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("unit", "line"),
    [
        (
            "dhcpd.service",
            "ExecStart=/usr/sbin/dhcpd -f -cf /etc/dhcp/dhcpd.conf -user dhcpd -group dhcpd --no-pid eth1 bond0.12",
        ),
        ("tftp.service", "ExecStart=/usr/sbin/in.tftpd --secure --verbose /var/lib/tftpboot"),
        ("tftp.socket", "ListenDatagram=10.0.0.7:69"),
    ],
)
def test_a_drop_in_empties_the_setting_before_it_says_its_own(unit: str, line: str) -> None:
    """A list in a unit is only replaced when it is emptied first (systemd.service(5))."""
    rows = settings("RedHat")[f"/etc/systemd/system/{unit}.d/salt-pxe.conf"].content.decode().splitlines()
    assert rows[-2:] == [line.partition("=")[0] + "=", line]
