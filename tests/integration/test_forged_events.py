"""What an accepted minion sends in another one's name, in every shape that its master takes: nothing follows."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from signal import SIGCONT, SIGSTOP
from typing import Any

import pytest

from tests.e2e.wheels import VENV
from tests.integration.onboarding_lab import KICKSTART, Lab, Machine, Minion, wait_for
from tests.integration.test_adversaries import HOOK, armed, finishes, has_said, nothing_follows

pytestmark = pytest.mark.integration


class Forger(Minion):
    """An accepted minion that sends what it likes."""

    def send(self, *loads: dict[str, Any]) -> None:
        """Hand these loads to the master, each as a call of this minion."""
        asked = self.lab.folder / f"loads{time.time_ns()}"
        asked.write_text(json.dumps(loads))
        self.lab.namespace.run([VENV / "bin/python", "-m", "tests.integration.send_loads", self.root, asked])
        asked.unlink()

    def fire(self, tag: str, data: dict[str, Any]) -> None:
        """Fire an event in each way that a master lets a minion fire one, and wait until all are on its bus."""
        start, _, last = tag.rpartition("/")
        marked = {**data, "forged": f"mark{time.time_ns()}"}
        own = {**marked, "id": self.minion_id}
        self.send(
            {"cmd": "_minion_event", "tag": tag, "data": marked, **own},
            {"cmd": "_minion_event", "events": [{"tag": tag, "data": marked}]},
            {"cmd": "_minion_event", "events": [{"tag": last, "data": marked}], "pretag": start},
        )
        wait_for(tag, lambda: self._seen(tag, marked["forged"]) == 3)

    def answer(self, job: dict[str, Any], minion_id: str, answer: Any) -> None:
        """Answer a job in another minion's name, by each call that gets an answer into the master's job cache."""
        told = {"jid": job["jid"], "fun": job["fun"], "retcode": 0, "success": True}
        self.send(
            {"cmd": "_return", **told, "return": answer, "resource_id": minion_id},
            {"cmd": "_syndic_return", **told, "return": {minion_id: {"return": answer, **told}}},
        )

    def _seen(self, tag: str, mark: str) -> int:
        return sum(mark in json.dumps(event["data"]) for event in self.lab.events(tag))


@pytest.fixture
def forger(lab: Lab) -> Iterator[Forger]:
    """An accepted minion that is nobody's kickstart server."""
    made = Forger(lab, f"forger{time.time_ns()}")
    made.make_key()
    made.configure()
    (lab.accepted_folder / made.minion_id).write_text(made.public_key)
    yield made
    (lab.accepted_folder / made.minion_id).unlink()


@pytest.fixture
def machine(lab: Lab) -> Machine:
    """A machine that was asked for, is armed, and has made its key."""
    return armed(lab, f"forged{Machine.count}")


def job_of(lab: Lab, function: str, word: str) -> dict[str, Any]:
    """Return the job that the master publishes next, as every minion sees it."""

    def published() -> list[dict[str, Any]]:
        jobs = [event["data"] for event in lab.events("salt/job/[0-9]+/new")]
        return [job for job in jobs if job["fun"] == function and word in json.dumps(job)]

    job: dict[str, Any] = wait_for(function, published)[-1]
    return job


def test_a_forged_start_onboards_nobody(lab: Lab, forger: Forger, machine: Machine) -> None:
    """In none of its shapes, and not a hundred times; the minion's own start does."""
    finishes(lab, machine)
    assert lab.spool.awaits(machine.minion_id)
    for _ in range(2):
        forger.fire(f"salt/minion/{machine.minion_id}/start", {"id": machine.minion_id})
    wait_for("the decision", lambda: has_said(lab, "refused, the master has not heard that minion itself"))
    jobs = len(lab.events("salt/job/[0-9]+/new"))
    start = {"tag": f"salt/minion/{machine.minion_id}/start", "data": {"id": machine.minion_id}}
    forger.send({"cmd": "_minion_event", "events": [start] * 100})
    lab.settle()
    assert lab.state(machine) == "installed"
    assert len(lab.events("salt/job/[0-9]+/new")) == jobs, "forged starts made the master publish jobs"
    machine.boot()
    wait_for("the true start", lambda: lab.state(machine) == "onboarded", 120)
    machine.halt()


def test_no_forged_cache_makes_a_silent_minion_onboarded(lab: Lab, forger: Forger, machine: Machine) -> None:
    """Salt lets any minion write the grains of another one into its cache, by the name of a resource."""
    finishes(lab, machine)
    time.sleep(1)
    grains = {f"../grains/{machine.minion_id}": {"id": machine.minion_id}}
    start = {"tag": f"salt/minion/{machine.minion_id}/start", "data": {"id": machine.minion_id}}
    forger.send(
        {"cmd": "_register_resources", "resources": {}, "resource_grains": grains},
        {"cmd": "_minion_event", "events": [start]},
    )
    lab.settle()
    assert lab.state(machine) == "installed"
    assert lab.run("pillar.show_pillar", machine.minion_id) == {}, "whoever compiles it is not that minion"
    assert lab.run("pxe.event") == {"decided": 0, "said": []}
    lab.fire(start["tag"], {"id": machine.minion_id})
    lab.settle()
    assert lab.state(machine) == "installed"
    machine.boot()
    wait_for("the true start", lambda: lab.state(machine) == "onboarded", 120)
    machine.halt()


def test_no_forged_answer_makes_a_silent_minion_onboarded(lab: Lab, forger: Forger, machine: Machine) -> None:
    """The master asks a minion whose start it missed; what is answered in its name does not count."""
    finishes(lab, machine)
    assert lab.settings.ledger_file
    with sqlite3.connect(lab.settings.ledger_file, timeout=60) as database:
        database.execute(
            "UPDATE requests SET accepted_at = accepted_at - 100 WHERE host = ?", (machine.host,)
        )
    with ThreadPoolExecutor(1) as pool:
        expiring = pool.submit(lab.run, "pxe.expire")
        forger.answer(job_of(lab, "saltutil.refresh_pillar", machine.minion_id), machine.minion_id, True)
        assert machine.host not in json.dumps(expiring.result(120))
    assert lab.state(machine) == "installed"
    machine.boot()
    wait_for("the true start", lambda: lab.state(machine) == "onboarded", 120)
    machine.halt()


def test_no_forged_answer_makes_a_machine_disarmed(lab: Lab, forger: Forger, machine: Machine) -> None:
    """While its kickstart server is away, another minion says that it has disarmed: the ledger does not take that."""
    lab.kickstart.halt()
    starts = len(lab.events(f"salt/minion/{KICKSTART}/start"))
    lab.post(machine.fields(), HOOK)
    job = job_of(lab, "pxe.disarm_all", machine.host)
    said = [[machine.host, machine.request, True]]
    forger.answer(job, KICKSTART, said)
    log = lab.master / "log_file"
    wait_for("the refusal", lambda: f"in the name of {KICKSTART} does not count" in log.read_text())
    wait_for("an idle spool", lambda: not lab.spool.names())
    assert lab.is_armed(machine)
    assert [row.change for row in lab.ledger.history(machine.host)].count("disarmed") == 0
    lab.kickstart.boot()
    wait_for("the kickstart server", lambda: len(lab.events(f"salt/minion/{KICKSTART}/start")) > starts, 120)
    wait_for("the disarming", lambda: lab.run("pxe.expire")["undone"] == [], 120, 1)
    assert not lab.is_armed(machine)


def test_whoever_answers_first_keeps_no_server_from_answering(
    lab: Lab, forger: Forger, machine: Machine
) -> None:
    """The job cache keeps the first answer alone; the server's own, which comes later, counts."""
    server = lab.group(KICKSTART)
    os.killpg(server, SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as pool:
            cancelling = pool.submit(lab.run, "pxe.cancel", machine.host)
            job = job_of(lab, "pxe.disarm_all", machine.host)
            forger.answer(job, KICKSTART, "no")
            os.killpg(server, SIGCONT)
            answer = cancelling.result(120)
    finally:
        os.killpg(server, SIGCONT)
    assert (answer["state"], answer["not_disarmed"]) == ("cancelled", [])
    assert not lab.is_armed(machine)


@pytest.mark.parametrize("data", [{"minions": 5}, {"minions": [[]]}, {"return": 1, "id": []}], ids=str)
def test_no_shape_of_a_forged_answer_breaks_the_masters_call(
    lab: Lab, forger: Forger, machine: Machine, data: dict[str, Any]
) -> None:
    """Salt's own client raises for some; an expiry of a hundred machines would end with the first."""
    server = lab.group(KICKSTART)
    os.killpg(server, SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as pool:
            cancelling = pool.submit(lab.run, "pxe.cancel", machine.host)
            job = job_of(lab, "pxe.disarm_all", machine.host)
            tag = f"salt/job/{job['jid']}/ret/{KICKSTART}"
            forger.send({"cmd": "_minion_event", "events": [{"tag": tag, "data": data}]})
            os.killpg(server, SIGCONT)
            answer = cancelling.result(120)
    finally:
        os.killpg(server, SIGCONT)
    assert (answer["state"], answer["not_disarmed"]) == ("cancelled", [])


def test_no_forged_report_and_no_forged_key_counts(lab: Lab, forger: Forger, machine: Machine) -> None:
    """They need the machine's proof, whatever tag and id they come with; the machine's own report counts."""
    other = armed(lab, f"{machine.host}-other")
    asked = {
        "act": "pend",
        "id": machine.minion_id,
        "pub": forger.public_key,
        "autosign_grains": {"salt_pxe_proof": machine.proof()},
    }
    with nothing_follows(lab, machine, other):
        forger.fire("salt/auth", asked)
        forger.fire("salt/auth", {**asked, "act": "denied", "pub": other.public_key})
        forger.fire("salt/netapi/hook/pxe/event", {"post": machine.fields(public_key=forger.public_key)})
        forger.fire("salt/netapi/hook/pxe/event", {"post": machine.fields(proof=other.proof())})
        forger.fire("salt/netapi/hook/pxe/event", {"post": machine.fields(event="onboarded")})
        for state in ("installed", "onboarded"):
            forger.fire(f"salt/pxe/{machine.host}/{state}", {"host": machine.host, "state": state})
    finishes(lab, machine)
