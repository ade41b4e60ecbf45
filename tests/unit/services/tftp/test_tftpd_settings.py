"""How in.tftpd runs, as a shell and systemd read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.services.family import DEBIAN, REDHAT
from salt_pxe.services.tftp.tftpd_settings import tftpd
from tests.unit.services.settings_files import sourced, two_interfaces, verified

UNITS = {
    "tftp.service": "[Unit]\nRequires=tftp.socket\n[Service]\nExecStart=/usr/sbin/in.tftpd /\nStandardInput=socket\n",
    "tftp.socket": "[Socket]\nListenDatagram=69\n",
}
"""The units that the drop-ins change, as far as they matter here."""


def test_debian_s_tftpd_is_bound_to_the_server_s_address_and_root() -> None:
    """in.tftpd runs on the address of the server, shut into its root, and logs each request."""
    ((path, text),) = tftpd(two_interfaces(), DEBIAN).items()
    assert path == "/etc/default/tftpd-hpa"
    assert sourced(text, "TFTP_ADDRESS") == "10.0.0.7:69"
    assert sourced(text, "TFTP_DIRECTORY") == "/srv/tftp"
    assert sourced(text, "TFTP_OPTIONS").split() == ["--secure", "--verbose"]


def test_systemd_reads_every_drop_in(tmp_path: Path) -> None:
    """systemd finds nothing wrong with EL's units and their drop-ins."""
    drop_ins = tftpd(two_interfaces(), REDHAT)
    assert {path.split("/")[4] for path in drop_ins} == {f"{unit}.d" for unit in UNITS}
    assert verified(UNITS, drop_ins, tmp_path) == ""


@pytest.mark.parametrize(
    ("unit", "line"),
    [
        ("tftp.service", "ExecStart=/usr/sbin/in.tftpd --secure --verbose /var/lib/tftpboot"),
        ("tftp.socket", "ListenDatagram=10.0.0.7:69"),
    ],
)
def test_a_drop_in_empties_the_setting_before_it_says_its_own(unit: str, line: str) -> None:
    """A list in a unit is only replaced when it is emptied first (systemd.service(5))."""
    rows = tftpd(two_interfaces(), REDHAT)[f"/etc/systemd/system/{unit}.d/salt-pxe.conf"].splitlines()
    assert rows[-2:] == [line.partition("=")[0] + "=", line]
