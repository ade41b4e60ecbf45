"""Where do tokens and proofs turn up? Nowhere but in what the machine itself sends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.onboarding_lab import Lab, Machine, wait_for

pytestmark = pytest.mark.integration

BY_DESIGN = ("salt/netapi/hook/pxe/event", "salt/auth")
"""The tags of the two events in which a proof arrives."""


@contextmanager
def command_lines() -> Iterator[set[bytes]]:
    """Give the command line and environment of every process that is seen meanwhile."""
    seen: set[bytes] = set()
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(path.read_bytes())
                    seen.add(path.with_name("environ").read_bytes())
                except OSError:
                    continue

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def test_tokens_and_proofs_stay_where_they_belong(lab: Lab) -> None:
    """Not in a log, job return, job cache, runner event, file of the master or process list, whichever way it goes."""
    others, so_far = set(lab.secrets), len(lab.events(".*"))
    with command_lines() as seen:
        for host, posts in (("canary1", True), ("canary2", False)):
            machine = Machine(lab, host)
            machine.make_key()
            lab.arm(machine)
            lab.post(machine.fields("installing"))
            if posts:
                lab.post(machine.fields())
                wait_for("the answer", lambda machine=machine: not lab.is_armed(machine))
            machine.carry_proof()
            machine.boot()
            wait_for("the start", lambda machine=machine: lab.state(machine) == "onboarded", 40)
            assert lab.salt("test.ping", minion=machine.minion_id) is True
            assert lab.salt("state.show_top", minion=machine.minion_id) is not None
            machine.halt()
        lab.run("jobs.list_jobs")
        time.sleep(0.2)
    new = lab.secrets - others
    assert len(new) > 4
    arrived = [event["tag"] for event in lab.events(".*")[so_far:] if any(one in str(event) for one in new)]
    assert set(arrived) == {*BY_DESIGN}
    secrets = [text.encode() for text in new]
    assert not [line for line in seen if any(secret in line for secret in secrets)]
    found = [path for path in files_of(lab) if any(secret in path.read_bytes() for secret in secrets)]
    assert not found


def files_of(lab: Lab) -> list[Path]:
    """Return every file of the master and the kickstart server: caches, logs, spool, ledger, console output.

    A grain is seen by whoever asks the machine for its grains, and the master caches them. That proof is worth nothing
    any more once its key was accepted: a test of the adversaries says it again and again.
    """
    own = [path for path in lab.folder.glob("i*") if path != lab.kickstart.root]
    own.append(lab.master / "cachedir" / "grains")
    return [
        path
        for path in lab.folder.rglob("*")
        if path.is_file() and path != lab.bus and not any(folder in path.parents for folder in own)
    ]
