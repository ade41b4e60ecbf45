"""What goes on around the daemons is read from their own files."""

from __future__ import annotations

from pathlib import Path

from salt_pxe.publish.observe import leased

LEASES = """\
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
NOW = 1795604400  # 2026-11-25 11:00:00 UTC


def test_leases_that_last_are_read_and_the_last_entry_of_an_address_counts(tmp_path: Path) -> None:
    """Active leases that have not ended count; one that is not written to its end does not."""
    file = tmp_path / "dhcpd.leases"
    file.write_text(LEASES)
    assert leased(str(file), NOW) == {"10.0.0.150", "10.0.0.152", "10.0.0.153"}


def test_a_file_that_is_not_there_holds_no_lease(tmp_path: Path) -> None:
    """dhcpd has not run yet."""
    assert leased(str(tmp_path / "none"), NOW) == set()
