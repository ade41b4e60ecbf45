"""From the last report of an installer to a minion that answers: the loop, with a real master and real machines."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.onboarding_lab import API, KICKSTART, Lab, Machine, wait_for

pytestmark = pytest.mark.integration


def installed(lab: Lab, host: str) -> Machine:
    """Return a machine that was asked for, is armed, and has come to the end of its installer."""
    machine = Machine(lab, host)
    machine.make_key()
    lab.arm(machine)
    assert lab.is_armed(machine)
    return machine


def has_its_key(lab: Lab, machine: Machine) -> Callable[[], bool]:
    """Return whether exactly the machine's own key is accepted under its id."""
    return lambda: lab.accepted().get(machine.minion_id) == machine.public_key


def test_the_example_configuration_is_what_the_master_runs_with(lab: Lab) -> None:
    """Nothing of the file to copy is lost on the way into Salt."""
    config = lab.run("config.get", "netapi_enable_clients"), lab.run("config.get", "peer_run")
    assert config == (["runner"], {"kickstart.*": ["pxe.register"]})


def test_a_machine_that_reports_is_disarmed_and_accepted(lab: Lab) -> None:
    """Its finish closes the request, its PXE is off, exactly its key is accepted, and its start makes it onboarded."""
    machine = installed(lab, "web01")
    assert lab.post(machine.fields("installing")) == 200
    wait_for("installing", lambda: lab.state(machine) == "installing")
    assert lab.is_armed(machine)
    assert lab.post(machine.fields()) == 200
    wait_for("the key", has_its_key(lab, machine))
    wait_for("the answer", lambda: not lab.is_armed(machine))
    machine.boot()
    wait_for("the start", lambda: lab.state(machine) == "onboarded")
    assert lab.salt("test.ping", minion=machine.minion_id) is True
    for state in ("installing", "installed", "onboarded"):
        (event,) = wait_for(state, lambda state=state: lab.events(f"salt/pxe/{KICKSTART}/web01/{state}"))
        assert event["data"]["request"] == machine.request
    machine.halt()


def test_a_lost_report_is_made_good_by_the_minion(lab: Lab) -> None:
    """The proof that the minion carries as an autosign grain does the same."""
    machine = installed(lab, "web02")
    machine.carry_proof()
    machine.boot()
    wait_for("the start", lambda: lab.state(machine) == "onboarded")
    assert has_its_key(lab, machine)()
    wait_for("the answer", lambda: not lab.is_armed(machine))
    machine.halt()


def test_a_reinstalled_machine_replaces_its_key_by_proof_only(lab: Lab) -> None:
    """Another key under its id is denied until the machine proves one by its new install; then the old one is gone."""
    machine = installed(lab, "web03")
    lab.post(machine.fields())
    wait_for("the key", has_its_key(lab, machine))
    wait_for("the answer", lambda: not lab.is_armed(machine))
    old = machine.public_key
    machine.request = "CHG2"
    machine.make_key()
    lab.arm(machine)
    wrong = {"id": machine.minion_id, "pub": machine.public_key, "proof": "0" * 64}
    lab.ask_for_keys(wrong)
    assert lab.denied()[machine.minion_id] == machine.public_key
    lab.settle()
    assert lab.accepted()[machine.minion_id] == old
    machine.carry_proof()
    machine.boot()
    wait_for("the start", lambda: lab.state(machine) == "onboarded")
    assert has_its_key(lab, machine)()
    assert machine.minion_id not in lab.denied()
    machine.halt()


def test_a_failed_install_keeps_the_old_key(lab: Lab) -> None:
    """It is disarmed, its log is in the history as plain text, and the minion of before stays accepted."""
    machine = installed(lab, "web04")
    lab.post(machine.fields())
    wait_for("the key", has_its_key(lab, machine))
    machine.request = "CHG2"
    lab.arm(machine)
    log = "x" * 9000 + "\nno space\x1b[31m left\r\n"
    assert lab.post(machine.fields("failed", log=log), f"{API}/hook/pxe/event") == 200
    wait_for("the failure", lambda: lab.state(machine) == "failed")
    wait_for("the answer", lambda: not lab.is_armed(machine))
    assert has_its_key(lab, machine)()
    (note,) = [row.note for row in lab.ledger.history("web04", "CHG2") if row.change == "failed"]
    assert note.endswith("x\nno space[31m left") and len(note) <= 4000
    assert lab.post(machine.fields()) == 200
    lab.settle()
    assert lab.state(machine) == "failed"


def jobs(lab: Lab) -> list[dict[str, Any]]:
    """Return the jobs of disarming that were published so far."""
    new = (event["data"] for event in lab.events("salt/job/.*/new"))
    return [data for data in new if data["fun"] == "pxe.disarm_all"]


def test_a_kickstart_server_that_is_away_disarms_when_it_is_back(lab: Lab) -> None:
    """Until then the machine is told to wait, others finish meanwhile, and nobody can say it in the server's name."""
    machine, other = installed(lab, "web05"), Machine(lab, "web06")
    lab.kill(KICKSTART)
    lab.post(machine.fields())
    (job,) = wait_for("the job", lambda: [one for one in jobs(lab) if "web05" in str(one["arg"])])
    forged = {"id": KICKSTART, "jid": job["jid"], "fun": job["fun"], "retcode": 0, "success": True}
    said = {"cmd": "_return", "return": [["web05", "CHG1", True]], "fun_args": job["arg"]}
    lab.fire(f"salt/job/{job['jid']}/ret/{KICKSTART}", {**forged, **said})
    wait_for("the key", has_its_key(lab, machine))
    other.make_key()
    lab.arm(other)
    lab.post(other.fields())
    wait_for("the other's key", has_its_key(lab, other))
    assert lab.is_armed(machine) and lab.is_armed(other)
    wait_for("an idle spool", lambda: not lab.spool.names())
    assert [row.change for row in lab.ledger.history("web05")].count("disarmed") == 0
    lab.kickstart.boot()
    wait_for("the kickstart server", lambda: len(lab.events(f"salt/minion/{KICKSTART}/start")) == 2, 60)
    assert lab.run("pxe.expire")["undone"] == []
    assert not lab.is_armed(machine) and not lab.is_armed(other)


def test_a_start_that_nobody_heard_is_found_out(lab: Lab) -> None:
    """A minion whose start event was lost is asked a little later, and is onboarded when it answers."""
    machine = installed(lab, "web07")
    lab.post(machine.fields())
    wait_for("the key", has_its_key(lab, machine))
    lab.spool.await_only([], time.time() + 1e6)
    machine.boot()
    wait_for("the start", lambda: lab.events(f"salt/minion/{machine.minion_id}/start"))
    lab.settle()
    lab.run("pxe.expire")
    assert lab.state(machine) == "installed" and lab.spool.awaits(machine.minion_id)
    assert lab.settings.ledger_file
    with sqlite3.connect(lab.settings.ledger_file) as database:
        database.execute("UPDATE requests SET accepted_at = accepted_at - 100 WHERE host = 'web07'")
    lab.run("pxe.expire")
    assert lab.state(machine) == "onboarded"
    machine.halt()
