"""What dhcpd's own parser says, and its words without its banner."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.services.dhcp.isc.check import check, own_words
from salt_pxe.services.programs import program
from salt_pxe.services.refusals import DaemonFailed

GOOD = "subnet 10.0.0.0 netmask 255.255.255.0 { }\n"


def test_dhcpd_accepts_and_refuses_a_candidate(tmp_path: Path) -> None:
    """A refusal names the file by its real place, says what is wrong, and has no banner."""
    dhcpd, candidate = program("dhcpd"), tmp_path / "candidate"
    assert dhcpd is not None
    candidate.write_text(GOOD)
    check(dhcpd, str(candidate), "/etc/dhcp/dhcpd.conf")
    candidate.write_text(GOOD.replace("}", ""))
    with pytest.raises(DaemonFailed) as raised:
        check(dhcpd, str(candidate), "/etc/dhcp/dhcpd.conf")
    assert "/etc/dhcp/dhcpd.conf line" in str(raised.value)
    assert "Copyright" not in str(raised.value)
    assert str(tmp_path) not in str(raised.value)


def test_words_that_are_all_banner_are_better_than_none() -> None:
    """Each line stands once; where nothing but the banner was said, that is returned."""
    assert own_words("Copyright 2022\n\nno subnet\nno subnet\nexiting.\n") == "no subnet"
    assert own_words("exiting.\n") == "exiting."
