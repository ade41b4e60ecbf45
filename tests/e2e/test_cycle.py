"""Is an install told as it was? Steps, bytes, and whether it was too slow, from what daemons and machine print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.boot_story import TITLES, sights
from tests.e2e.cycle import Cycle, latest, line
from tests.e2e.cycle_table import table
from tests.e2e.watch import Event

NAME, MAC, ADDRESS = "web01", "52:54:00:12:34:56", "10.0.0.21"
SIZES = {"shimx64.efi": 1000, "grubx64.efi": 2000, f"/grub/system/{MAC}.cfg": 300, "vmlinuz": 9000}


def request(name: str) -> str:
    """Return what in.tftpd logs when it is asked for a file."""
    return f"RRQ from {ADDRESS} filename {name}"


@pytest.fixture
def cycle() -> Cycle:
    """An install by UEFI of which nothing was seen yet."""
    return Cycle(sights(NAME, MAC, ADDRESS, "uefi"), lambda name: SIZES.get(name, 0))


def test_bytes_are_counted_in_the_step_in_which_they_were_sent(cycle: Cycle) -> None:
    """A request that is broken off, as UEFI's first is to learn the size, counts nothing; one that fails neither."""
    for number, (source, text) in enumerate(
        [
            ("dhcpd", f"DHCPDISCOVER from {MAC} via eth1"),
            ("in.tftpd", request("shimx64.efi")),
            ("in.tftpd", "tftp: client does not accept options"),
            ("in.tftpd", request("shimx64.efi")),
            ("in.tftpd", request("revocations.efi")),
            ("in.tftpd", request("grubx64.efi")),
            ("in.tftpd", request(f"/grub/system/{MAC}.cfg")),
            ("nginx", f'{ADDRESS} "GET /pxe/ks/{MAC} HTTP/1.1" 200 11704 "-"'),
        ]
    ):
        cycle.take(Event(float(number), source, text))
    assert [step.tftp for step in cycle.steps[:3]] == [1000, 2000, 300]
    assert cycle.steps[5].http == 11704
    assert (cycle.steps[1].begin, cycle.steps[1].end) == (5.0, 5.0)
    assert cycle.summary()["tftp"] == 3300
    assert cycle.summary()["seconds"] is None


def test_a_server_that_stops_after_its_last_machine_leaves_no_story_unfinished() -> None:
    """Nobody is asked for a boot file any more when the machine reboots; all else must be seen, up to the login."""
    cycle = Cycle([sight for sight in sights(NAME, MAC, ADDRESS) if sight.step > 8], lambda _: 0)
    for text in (
        "[  120.1] reboot: Restarting system",
        "  Booting `Debian GNU/Linux, 6.1'",
        f"Debian GNU/Linux 12 {NAME} ttyS0",
    ):
        assert cycle.wanted
        cycle.take(Event(1.0, "console", text))
    assert cycle.wanted == []


def told(firmware: str, seconds: float | None) -> dict[str, Any]:
    """Return a recorded cycle."""
    steps = [{"title": title, "begin": 1.0, "end": seconds, "tftp": 10, "http": 0} for title in TITLES]
    facts = {"host": NAME, "firmware": firmware, "accelerator": "tcg", "load": 0.1, "processor": 99.0}
    return {**facts, "seconds": seconds, "tftp": 17_000_000, "http": 2, "steps": steps}


def test_a_cycle_of_four_minutes_is_called_too_long() -> None:
    """Whoever reads the end of a test run sees which install took longer than it should."""
    assert "MORE THAN 240 s" in line(told("uefi", 243.0))
    assert "MORE THAN" not in line(told("uefi", 239.0))
    assert "no login prompt" in line(told("uefi", None))


def test_the_newest_whole_cycle_of_each_firmware_is_in_the_table(tmp_path: Path) -> None:
    """An install that did not reach its login prompt has no place in it."""
    for name, one in (("a", told("bios", 100.0)), ("b", told("uefi", 200.0)), ("c", told("uefi", None))):
        (tmp_path / f"{name}.json").write_text(json.dumps(one))
    found = latest(tmp_path)
    assert {firmware: one["seconds"] for firmware, one in found.items()} == {"bios": 100.0, "uefi": 200.0}
    lines = table(found)
    assert lines[-2] == "| **all** | **100** | **17.00** | **0.00** | **200** | **17.00** | **0.00** |"
    assert len({text.count("|") for text in lines}) == 1
