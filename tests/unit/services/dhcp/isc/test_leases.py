"""What dhcpd.leases tells of each address."""

from __future__ import annotations

import pytest

from salt_pxe.services.dhcp.isc.leases import leases
from salt_pxe.services.dhcp.lease import Lease

NOW = 1_700_000_000  # 2023-11-14 22:13:20 UTC
LEASE = """# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;

lease 10.0.0.150 {
  starts 2 2023/11/14 20:00:00;
  ends ENDS;
  cltt 2 2023/11/14 20:00:00;
  binding state STATE;
  next binding state free;
  hardware ethernet 52:54:00:AB:cd:01;
  client-hostname "a \\"b\\"";
}
"""


def one(ends: str, state: str) -> Lease:
    """Return the lease of a file with a single entry."""
    (found,) = leases(LEASE.replace("ENDS", ends).replace("STATE", state), NOW)
    return found


def test_an_entry_gives_address_mac_end_state_and_name() -> None:
    """Times are UTC, the MAC address is in lower case, and quotes in a name are the name's own."""
    expected = Lease("10.0.0.150", "52:54:00:ab:cd:01", NOW + 1, "active", 'a "b"')
    assert one("2 2023/11/14 22:13:21", "active") == expected
    assert one(f"epoch {NOW + 1}; # Tue Nov 14", "active") == expected


@pytest.mark.parametrize(
    ("ends", "state", "means"),
    [
        ("2 2023/11/14 22:13:19", "active", "expired"),
        (f"epoch {NOW - 1}", "active", "expired"),
        ("never", "active", "active"),
        ("never", "abandoned", "declined"),
        ("2 2023/11/14 22:13:21", "free", "free"),
        ("2 2023/11/14 22:13:21", "released", "free"),
        ("2 2023/11/14 22:13:19", "expired", "expired"),
    ],
)
def test_a_state_is_that_of_the_field(ends: str, state: str, means: str) -> None:
    """dhcpd notes an end only when it comes to it, so an active lease may be over already."""
    assert one(ends, state).state == means


def test_the_last_entry_of_an_address_counts() -> None:
    """The file is a log: a later entry replaces the earlier one."""
    first = LEASE.replace("ENDS", "never").replace("STATE", "active")
    assert [lease.state for lease in leases(first + first.replace("active", "free"), NOW)] == ["free"]


def test_an_entry_that_is_being_written_is_left_out() -> None:
    """A torn entry, or one with no time in it, hides no other."""
    whole = LEASE.replace("ENDS", "never").replace("STATE", "active")
    torn = "lease 10.0.0.151 {\n  starts 2 2023/11/14 20:00"
    wrong = whole.replace("10.0.0.150", "10.0.0.152").replace("never", "2 2023/99/14 22:13:21")
    assert [lease.address for lease in leases(whole + wrong + torn, NOW)] == ["10.0.0.150"]


LOG = """\
# The format of this file is documented in the dhcpd.leases(5) manual page.
authoring-byte-order little-endian;

lease 10.0.0.150 {
  starts 3 2026/11/25 10:00:00;
  ends 3 2026/11/25 12:00:00;
  cltt 3 2026/11/25 10:00:00;
  binding state active;
  next binding state free;
  hardware ethernet 52:54:00:12:34:56;
  client-hostname "}";
}
lease 10.0.0.151 {
  ends 3 2026/11/25 09:00:00;
  binding state active;
}
lease 10.0.0.152 {
  ends never;
  binding state active;
}
lease 10.0.0.153 {
  ends epoch 1795600800; # Wed Nov 25 10:00:00 2026
  binding state active;
}
lease 10.0.0.154 {
  ends never;
  binding state active;
}
lease 10.0.0.154 {
  ends never;
  binding state free;
}
lease 10.0.0.155 {
  binding state active;
"""
AT = 1795604400  # 2026-11-25 11:00:00 UTC


def test_leases_that_last_are_read_and_the_last_entry_of_an_address_counts() -> None:
    """Active leases that have not ended count; one that is not written to its end does not."""
    active = {lease.address for lease in leases(LOG, AT) if lease.state == "active"}
    assert active == {"10.0.0.150", "10.0.0.152"}
