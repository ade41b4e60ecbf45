"""No event that somebody has tampered with breaks the master, holds it up, or is taken for what it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.property.event_walk import walk


@pytest.mark.parametrize("seed", range(2))
def test_a_mutated_event_raises_nothing(tmp_path: Path, seed: int) -> None:
    """It is ignored, refused, or the same for all that was proved; each way is taken."""
    said = walk(tmp_path, seed, 1000)
    assert min(said.values()) > 0 and sum(said.values()) == 1000, said
