"""Twenty thousand events that somebody has tampered with, taken by a master's own rooms one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.property.event_walk import walk

# Not among the fast tests, which take a part of them.
pytestmark = pytest.mark.integration

EVENTS = 20_000


def test_twenty_thousand_mutated_events_raise_nothing(tmp_path: Path) -> None:
    """Each is ignored, refused or believed for what is still proved of it, and none takes two seconds."""
    said = walk(tmp_path, 2026, EVENTS)
    assert sum(said.values()) == EVENTS and min(said.values()) > 0, said
