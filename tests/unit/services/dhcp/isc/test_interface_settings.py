"""The interfaces on which dhcpd listens, as a shell and systemd read them."""

from __future__ import annotations

from pathlib import Path

from salt_pxe.services.dhcp.isc.interface_settings import interfaces
from salt_pxe.services.dhcp.isc.places import PLACES
from tests.unit.services.settings_files import sourced, two_interfaces, verified

UNITS = {"dhcpd.service": "[Service]\nType=notify\nExecStart=/usr/sbin/dhcpd -f\n"}
"""The unit that the drop-in changes, as far as it matters here."""


def test_debian_s_init_script_learns_the_interfaces() -> None:
    """INTERFACESv4 names them all; with INTERFACESv6 empty only the IPv4 server starts."""
    text = interfaces(two_interfaces(), PLACES["Debian"])
    assert sourced(text, "INTERFACESv4") == "eth1 bond0.12"
    assert sourced(text, "INTERFACESv6") == ""
    assert sourced(text, "DHCPDv4_CONF") == "/etc/dhcp/dhcpd.conf"


def test_systemd_reads_the_drop_in(tmp_path: Path) -> None:
    """systemd finds nothing wrong with EL's unit and its drop-in."""
    (path,) = PLACES["RedHat"].settings
    assert path == "/etc/systemd/system/dhcpd.service.d/salt-pxe.conf"
    assert verified(UNITS, {path: interfaces(two_interfaces(), PLACES["RedHat"])}, tmp_path) == ""


def test_the_drop_in_empties_the_command_before_it_says_its_own() -> None:
    """A list in a unit is only replaced when it is emptied first (systemd.service(5))."""
    assert interfaces(two_interfaces(), PLACES["RedHat"]).splitlines()[-2:] == [
        "ExecStart=",
        "ExecStart=/usr/sbin/dhcpd -f -cf /etc/dhcp/dhcpd.conf -user dhcpd -group dhcpd --no-pid eth1 bond0.12",
    ]
