"""What do the integration tests share? One master with its kickstart server, for starting them takes its time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.integration.onboarding_lab import Lab


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """A master that trusts its ledger, and a kickstart server."""
    with TemporaryDirectory(prefix="pxe") as folder, Lab(Path(folder)) as lab:
        assert lab.run("pxe.trust") == {"trusted": True}
        yield lab
