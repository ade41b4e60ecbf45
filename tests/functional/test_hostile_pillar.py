"""Twenty thousand pillars that nobody would write: a site or problems, never another error, and never for long."""

from __future__ import annotations

import json
import time

import msgpack
import pytest

from salt_pxe.master import serve as serve_room
from salt_pxe.pillar import PillarError, parse, parse_serving
from tests.property.mutations import mutated, seeds

NUMBER = 20_000
PARTS = 10
pytestmark = pytest.mark.long

SECONDS = 2
"""Of a processor, for one pillar."""


def no_file(url: str) -> str:
    """Stand for file roots without a file."""
    raise FileNotFoundError(url)


def read(seed: int) -> None:
    """Read one mutated pillar in each way; serve each tenth."""
    pillar = mutated(seed)
    ways = [
        parse,
        parse_serving,
        *([lambda given: serve_room.serve(given, no_file)] if seed % 10 == 0 else []),
    ]
    for way in ways:
        start = time.process_time()
        try:
            found = way(pillar)
        except PillarError as error:
            assert error.problems
            assert all(str(problem).isprintable() for problem in error.problems)
            str(error).encode()
        else:
            if isinstance(found, dict):
                json.dumps(found, allow_nan=False).encode()
                assert msgpack.unpackb(msgpack.packb(found), strict_map_key=True)
        assert time.process_time() - start < SECONDS, f"seed {seed}"


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_pillars_are_read_or_refused(part: int) -> None:
    """Hostile keys and values anywhere give problems with paths that can be printed, or a site that travels."""
    for seed in seeds(part, PARTS, NUMBER):
        read(seed)
