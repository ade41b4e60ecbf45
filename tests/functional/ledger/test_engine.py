"""A ledger that is not there yet, opened by many processes at the same moment."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.ledger import database
from salt_pxe.ledger.engine import writing_engine
from salt_pxe.ledger.errors import LedgerError

# Not among the fast tests: many processes take their time.
pytestmark = pytest.mark.integration

ROUNDS, PROCESSES = 50, 8
TICK_SECONDS = 0.05


def open_each(folder: str, together: Barrier, said: Any) -> None:
    """Open the ledger of each round when all the others do; say what went wrong."""
    for number in range(ROUNDS):
        together.wait(120)
        # All wake at the very same moment, not one after the other.
        moment = (int(time.monotonic() / TICK_SECONDS) + 1) * TICK_SECONDS
        while time.monotonic() < moment:
            pass
        try:
            with writing_engine(f"sqlite:///{folder}/{number}.db").connect():
                pass
            database.ledger(f"sqlite:///{folder}/{number}.db")
            database.reader(f"sqlite:///{folder}/{number}.db")
        except Exception as error:
            said.put(f"{number}: {type(error).__name__}: {error}")
    said.put(None)


def test_a_ledger_whose_folder_is_not_there_is_an_error_of_the_ledger(tmp_path: Path) -> None:
    """Nobody has to know which database it is."""
    with pytest.raises(LedgerError, match="unable to open database file"):
        database.ledger(f"sqlite:///{tmp_path}/missing/ledger.db")


def test_all_that_open_a_new_ledger_at_once_get_it(tmp_path: Path) -> None:
    """None is told that the database is locked, and all have the same one, in WAL mode."""
    context = multiprocessing.get_context("fork")
    together, said = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=open_each, args=(str(tmp_path), together, said)) for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    problems, ended = [], 0
    while ended < PROCESSES:
        word = said.get(timeout=300)
        ended, problems = (ended + 1, problems) if word is None else (ended, [*problems, word])
    for process in processes:
        process.join(60)
    assert problems == []
    for number in range(ROUNDS):
        # In the header of a database (https://www.sqlite.org/fileformat2.html, section 1.3).
        assert (tmp_path / f"{number}.db").read_bytes()[18:20] == b"\x02\x02"
