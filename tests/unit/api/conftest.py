"""Each test has a master of its own, with a trusted ledger and the kickstart server ks1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ticket_office import Office, office


@pytest.fixture
def master(tmp_path: Path) -> Office:
    """Return a master to which tickets come."""
    return office(tmp_path)
