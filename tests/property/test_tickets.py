"""Random lives of tickets: whatever is called, lost, away or killed half-way, only what was asked for is armed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from salt_pxe.api.cancel import cancel
from salt_pxe.api.context import CallContext
from salt_pxe.api.enroll import enroll
from salt_pxe.api.install import install, rearm
from salt_pxe.api.retire import retire
from salt_pxe.arming.request import CLOSED, LIFETIME
from salt_pxe.ledger import machines
from salt_pxe.onboarding import handler
from tests.ledger_replay import replay
from tests.minion_keys import KEYS
from tests.site import changed
from tests.ticket_office import NOW, office
from tests.unit.ledger.asking import row_of

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

HOSTS = ("web1", "web2", "web3", "db1")
SERVERS = ("ks1", "ks2")
MOST = 2
DB1 = {"mac": "52:54:00:00:09:01", "profile": "el9-web"}
hosts = st.sampled_from(HOSTS)
servers = st.sampled_from(SERVERS)
texts = st.sampled_from(["CHG1", "CHG2"])
macs = st.sampled_from([f"52:54:00:00:00:0{number}" for number in range(4)])


class Killed(BaseException):
    """The runner is killed at this moment."""


class Tickets(RuleBasedStateMachine):
    """Two kickstart servers, four machines, one of them in pillar, and callers who do anything."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="tickets"))
        site = changed({"server:max_armed": MOST, "hosts": {"db1": DB1}})
        self.master = office(self.folder, pillars=dict.fromkeys(SERVERS, site))
        self.now = NOW
        self.kill = ""
        self.asked: set[tuple[str, str]] = set()
        self.over: set[tuple[str, str]] = set()
        for number, host in enumerate(HOSTS[:3]):
            self._call(enroll, "ks1", host, f"52:54:00:00:00:0{number}", "el9-web", fixed_address="auto")

    def teardown(self) -> None:
        """When all servers are back, what is armed is exactly what is open."""
        try:
            self.master.away.clear()
            self.kill = ""
            for _ in range(2):
                self._catch_up()
            wanted = {
                (server, row.host): row.request
                for row in self.master.ledger.open(self.now)
                for server in self.master.ledger.serving(row)
            }
            assert self.master.armed == wanted
            assert not self.master.ledger.undone()
            assert all(row.state == "armed" for row in self.master.ledger.open(self.now))
        finally:
            rmtree(self.folder)

    def _context(self) -> CallContext:
        ready = self.master.context(self.now)

        def may_die(what: str, does: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: str) -> Any:
                if self.kill == f"before {what}":
                    raise Killed
                said = does(*arguments)
                if self.kill == f"after {what}":
                    raise Killed
                return said

            return call

        return replace(ready, arm=may_die("arm", ready.arm), disarm=may_die("disarm", ready.disarm))

    def _call(self, function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        try:
            answer = function(self._context(), *arguments, **more)
        except Killed:
            return {"error": "killed"}
        finally:
            self.kill = ""
        assert isinstance(answer, dict) and ("error" not in answer or answer["reason"])
        return answer

    def _catch_up(self) -> None:
        ready = self._context()
        try:
            handler.catch_up(ledger=ready.ledger, keys=ready.keys, disarm=ready.disarm, now=self.now)
            rearm(ready)
        except Killed:
            pass
        finally:
            self.kill = ""

    @rule(host=hosts, server=servers, mac=macs, protected=st.sampled_from([None, None, "no"]))
    def enroll(self, host: str, server: str, mac: str, protected: str | None) -> None:
        """Enroll a machine, or change it."""
        self._call(enroll, server, host, mac, "el9-web", fixed_address="auto", protected=protected)

    @rule(host=hosts, text=texts)
    def install(self, host: str, text: str) -> None:
        """Ask for an install; what is over stays over."""
        server = "ks1" if host == "db1" else None
        self.asked.add((host, text))
        was_over = self._is_over(host, text)
        answer = self._call(install, host, text, server)
        if was_over and answer.get("error") != "killed":
            assert not answer.get("armed")

    @rule(host=hosts, text=st.none() | texts)
    def cancel(self, host: str, text: str | None) -> None:
        """Cancel; an answer without error means that nothing of it is open."""
        answer = self._call(cancel, host, text)
        if "error" not in answer:
            assert not answer["open"]

    @rule(host=hosts)
    def retire(self, host: str) -> None:
        """Give a machine up; its key is gone, no other."""
        before = dict(self.master.keys.held)
        answer = self._call(retire, host)
        if "error" not in answer:
            own = {row.minion_id for row in machines.named(self.master.ledger, host)}
            assert {name for name in before if name not in self.master.keys.held} <= own
            assert not [row for row in self.master.ledger.open(self.now) if row.host == host]

    @rule(host=hosts, key=st.sampled_from(KEYS))
    def finish(self, host: str, key: str) -> None:
        """A machine comes to the end of its install, and its key is stored."""
        ledger = self.master.ledger
        for row in ledger.open(self.now):
            if row.host == host and ledger.finish(row, key, now=self.now, by="machine").won:
                self.master.keys.accept(row.minion_id, key)
                ledger.accepted(row, now=self.now, by="master")

    @rule(server=servers)
    def goes_or_comes(self, server: str) -> None:
        """A kickstart server goes away, or comes back."""
        self.master.away ^= {server}

    @rule(when=st.sampled_from(["before arm", "after arm", "before disarm", "after disarm"]))
    def kill_next(self, when: str) -> None:
        """The next call is killed where it touches a server."""
        self.kill = when

    @rule()
    def catch_up(self) -> None:
        """The master's schedule runs."""
        self._catch_up()

    @rule(seconds=st.sampled_from([60, LIFETIME]))
    def time_passes(self, seconds: int) -> None:
        """Deadlines come."""
        self.now += seconds

    def _is_over(self, host: str, text: str) -> bool:
        row = self.master.ledger.find("fra1", host, text)
        return row is not None and not row.is_open(self.now)

    @invariant()
    def only_what_was_asked_for_is_armed(self) -> None:
        """By a request that the ledger holds, on a server that it names."""
        ledger = self.master.ledger
        for (server, host), text in self.master.armed.items():
            assert (host, text) in self.asked
            assert server in ledger.serving(row_of(ledger, host, text))

    @invariant()
    def what_is_over_stays_over(self) -> None:
        """No call opens a request again."""
        ledger = self.master.ledger
        for host, text in self.over:
            row = ledger.find("fra1", host, text)
            assert row and row.state in CLOSED
        self.over = {
            (row.host, row.request)
            for host in HOSTS
            for row in machines.named(ledger, host)
            if row.state in CLOSED
        }

    @invariant()
    def no_more_than_allowed_are_open(self) -> None:
        """On each server, and one a host; two hosts never share a MAC, an address or a minion id."""
        ledger = self.master.ledger
        rows = ledger.open(self.now)
        assert len({row.host for row in rows}) == len(rows)
        for server in SERVERS:
            assert len([row for row in rows if server in ledger.serving(row)]) <= MOST
        declared = [host.declared for host in ledger.hosts()]
        for key in ("mac", "fixed_address"):
            said = [one[key] for one in declared if key in one]
            assert len(said) == len(set(said))

    @invariant()
    def the_history_tells_it_all(self) -> None:
        """Each request's state follows from its history."""
        ledger = self.master.ledger
        for (_, host, text), told in replay(ledger.history()).items():
            row = ledger.find("fra1", host, text)
            assert row and (row.state, row.version) == (told.state, told.version)


TestTickets = Tickets.TestCase
TestTickets.settings = settings(
    max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
