"""What the integration tests share: one master with its kickstart server, for starting them takes its time."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.e2e.wheels import VENV
from tests.integration.masterless import REPOSITORY
from tests.integration.onboarding_lab import Lab


@pytest.fixture(scope="session", autouse=True)
def _daemons_run_this_checkout() -> None:
    """Salt's daemons import salt-pxe through the environment, which may have been made for another checkout."""
    program = [VENV / "bin/python", "-I", "-c", "import salt_pxe; print(salt_pxe.__file__)"]
    done = subprocess.run(program, cwd="/", check=True, capture_output=True, text=True)
    assert Path(done.stdout.strip()).parent.parent == REPOSITORY, done.stdout


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """A master that trusts its ledger, and a kickstart server."""
    with TemporaryDirectory(prefix="pxe") as folder, Lab(Path(folder)) as lab:
        assert lab.run("pxe.trust") == {"trusted": True}
        yield lab
