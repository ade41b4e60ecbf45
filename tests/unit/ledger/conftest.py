"""What the ledger's tests share: a new ledger on SQLite, and where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.ledger import database
from salt_pxe.ledger.requests import Ledger


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return where a ledger can be."""
    return f"sqlite:///{tmp_path}/ledger.db"


@pytest.fixture
def ledger(url: str) -> Ledger:
    """Return a new ledger."""
    return database.ledger(url)
