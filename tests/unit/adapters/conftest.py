"""What the tests of Salt's side share: a master without its daemons, and its bus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import salt.utils.event

from tests.unit.adapters.salt_master import Master


@pytest.fixture
def master(tmp_path: Path) -> Master:
    """A master with one kickstart server; what is in its pillar is in everybody's."""
    return Master(tmp_path)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What is fired on the master's bus, as (tag, data); no master runs here that would carry it."""
    fired: list[tuple[str, Any]] = []

    class Bus:
        def fire_event(self, data: Any, tag: str) -> bool:
            fired.append((tag, data))
            return True

    @contextmanager
    def connected(opts: Any, sock_dir: str, listen: bool) -> Iterator[Bus]:
        assert sock_dir == opts["sock_dir"] and not listen
        yield Bus()

    monkeypatch.setattr(salt.utils.event, "get_master_event", connected)
    return fired
