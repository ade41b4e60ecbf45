"""From the last report of an installer to a minion that answers: the loop, with a real master and real machines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.integration.onboarding_lab import Lab, Machine, wait_for

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """A master that trusts its ledger, and a kickstart server."""
    with TemporaryDirectory(prefix="pxe") as folder, Lab(Path(folder)) as lab:
        assert lab.run("pxe.trust") == {"trusted": True}
        yield lab


def test_a_machine_that_reports_is_disarmed_and_accepted(lab: Lab) -> None:
    """Its finish closes the request, its PXE is off, exactly its key is accepted, and its start makes it onboarded."""
    machine = Machine(lab, "web01")
    machine.make_key()
    lab.arm(machine)
    assert lab.is_armed(machine)
    started = time.time()
    assert lab.post(machine.fields()) == 200
    wait_for("the key", lambda: machine.minion_id in lab.accepted())
    print("accepted after", time.time() - started)
    wait_for("the answer", lambda: not lab.is_armed(machine))
    print("disarmed after", time.time() - started)
    assert lab.accepted()[machine.minion_id] == machine.public_key
    machine.boot()
    wait_for("the start", lambda: lab.state(machine) == "onboarded")
    print("onboarded after", time.time() - started)
    assert lab.salt("test.ping", minion=machine.minion_id) is True
