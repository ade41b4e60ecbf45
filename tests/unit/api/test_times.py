"""Times for people and for programs, side by side."""

from __future__ import annotations

from salt_pxe.api.times import iso, stamped


def test_a_time_is_utc_to_the_second() -> None:
    """Wherever the master stands."""
    assert iso(0) == "1970-01-01T00:00:00Z"
    assert iso(1_795_000_000) == "2026-11-18T11:06:40Z"


def test_a_time_is_told_for_people_and_for_programs() -> None:
    """And no time is not told at all."""
    assert stamped("deadline", 60) == {"deadline": "1970-01-01T00:01:00Z", "deadline_seconds": 60}
    assert stamped("accepted_at", 0) == {"accepted_at": "1970-01-01T00:00:00Z", "accepted_at_seconds": 0}
    assert stamped("accepted_at", None) == {}
