"""Promises 1 and 2 hold over any sequence of requests, state runs, boots, reports, forgeries, crashes and restores."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from salt_pxe.arming.ledger_trust import Position
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import CLOSED
from salt_pxe.ledger import machines
from salt_pxe.ledger.errors import MinionIdHeld
from salt_pxe.onboarding import handler
from tests.ledger_replay import replay
from tests.property.onboarding_world import IDS, MACS, SERVERS, SITE, Crash, World, key

HOSTS = st.sampled_from(sorted(MACS))
TEXTS = st.sampled_from(["CHG1", "CHG2", "CHG3"])
AT = st.sampled_from(SERVERS)
ANY = st.integers(0, 1000)
FOREIGN = key(10**6)
"""The key of whoever intercepts and forges."""
MEMORY = Path("/dev/shm")  # Its fsync costs nothing, and no machine loses power here.


class Onboarding(RuleBasedStateMachine):
    """The world, driven at random."""

    @initialize()
    def begin(self) -> None:
        """Begin with an empty ledger that a person trusts."""
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.world = World(self.folder)
        self.compiled: list[tuple[str, dict[str, str], Position]] = []
        self.restored = False
        """A restored ledger has forgotten which servers it told."""

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)

    @rule(host=HOSTS, text=TEXTS, supersede=st.booleans())
    def ask(self, host: str, text: str, supersede: bool) -> None:
        """Somebody asks for an install."""
        world = self.world
        before = world.ledger.find("fra1", host, text)
        try:
            outcome = world.ledger.request(
                host, text, site=SITE, mac=MACS[host], minion_id=IDS[host], key_generation=world.ring.current,
                now=world.now, by="ticket", supersede=supersede,
            )  # fmt: skip
        except MinionIdHeld as held:
            assert held.host != host and IDS[held.host] == IDS[host], "only another machine keeps an id"
            assert not before
        else:
            assert not (outcome.won and before)
        world.look()

    @rule(host=HOSTS, text=TEXTS, server=AT)
    def go_through(self, host: str, text: str, server: str) -> None:
        """All goes well until the installer runs: without this, random steps seldom come so far."""
        self.ask(host, text, True)
        for name in SERVERS:
            self.apply(name)
        self.world.boot(server, host)

    @rule(host=HOSTS, text=TEXTS, fuse=st.integers(0, 4))
    def cancel(self, host: str, text: str, fuse: int) -> None:
        """Somebody takes the wish back, and is perhaps cut off over it."""
        world = self.world
        if row := world.ledger.find("fra1", host, text):
            world.fuse = fuse
            with suppress(Crash):
                handler.cancel(world.ledger, row, disarm=world.disarm, now=world.now, by="ticket")
            world.look()

    @rule(host=HOSTS)
    def retire(self, host: str) -> None:
        """A machine is given up, and its key goes."""
        self.world.ledger.retire(machines.named(self.world.ledger, host), now=self.world.now, by="ticket")
        self.world.look()
        if any(
            self.world.keys.get(IDS[host]) == machine.key
            for machine in self.world.machines
            if machine.host == host
        ):
            self._revoke(IDS[host])

    @rule(minion_id=st.sampled_from(sorted(IDS.values())))
    def revoke(self, minion_id: str) -> None:
        """An operator deletes a minion's key."""
        self._revoke(minion_id)

    def _revoke(self, minion_id: str) -> None:
        taken = self.world.keys.pop(minion_id, None)
        rows = self.world.ledger.with_minion_id(minion_id)
        # Before the ledger has written the key down, nobody can know that this was on purpose.
        if taken and not any(row.public_key == taken and row.accepted_at is None for row in rows):
            self.world.revoked.add((minion_id, taken))

    @rule(server=AT)
    def compile_pillar(self, server: str) -> None:
        """A state run begins: it takes pillar as it is now."""
        found = self.world.publication(server)
        if found:
            self.compiled.append((server, *found))

    @rule(which=ANY)
    def publish(self, which: int) -> None:
        """A state run ends, perhaps one that began long ago."""
        if not self.compiled:
            return
        server, armed, position = self.compiled.pop(which % len(self.compiled))
        published = self.world.servers[server].published
        # One server runs one state run at a time; an old one never lands on a newer one.
        if published is None or position.serial >= published.serial:
            self.world.publish(server, armed, position)

    @rule(server=AT)
    def apply(self, server: str) -> None:
        """A state run goes through at once."""
        found = self.world.publication(server)
        if found:
            self.world.publish(server, *found)

    @rule(server=AT, host=HOSTS)
    def boot(self, server: str, host: str) -> None:
        """A machine boots over its NIC."""
        self.world.boot(server, host)

    @rule(
        which=ANY,
        event=st.sampled_from(["installing", "installed", "installed", "failed"]),
        server=AT,
        fuse=st.integers(0, 6),
    )
    def report(self, which: int, event: str, server: str, fuse: int) -> None:
        """A machine reports; the master may be killed over it."""
        if not self.world.machines:
            return
        machine = self.world.machines[which % len(self.world.machines)]
        self.world.fuse = fuse
        self.world.handle(self.world.report(machine, event), server)

    @rule(which=ANY, server=AT)
    def intercept(self, which: int, server: str) -> None:
        """A machine's report gets lost, and somebody else sends it with a key of his own, then keeps it."""
        world = self.world
        if not world.machines:
            return
        report = world.report(world.machines[which % len(world.machines)], "installed")
        before = (dict(world.keys), world.states())
        world.fuse = 0
        world.handle(replace(report, public_key=FOREIGN), server)
        assert (world.keys, world.states()) == before
        world.said[-1] = report

    @rule(which=ANY, act=st.sampled_from(["pend", "denied", "accept"]), fuse=st.integers(0, 6))
    def minion_asks(self, which: int, act: str, fuse: int) -> None:
        """The minion of an installed machine asks for its key to be accepted."""
        if not self.world.machines:
            return
        machine = self.world.machines[which % len(self.world.machines)]
        self.world.fuse = fuse
        self.world.handle(self.world.auth(machine, act))

    @rule(minion_id=st.sampled_from([*sorted(IDS.values()), "*", "../a.example", "a.*"]), truly=st.booleans())
    def minion_starts(self, minion_id: str, truly: bool) -> None:
        """A minion starts and fetches its pillar, or somebody only says so."""
        self.world.minion_starts(minion_id, truly)

    @rule(which=ANY, server=AT)
    def repeat(self, which: int, server: str) -> None:
        """Somebody sends again what was sent before."""
        if self.world.said:
            self.world.handle(self.world.said[which % len(self.world.said)], server)

    @rule(
        which=ANY,
        forged=st.one_of(
            st.tuples(st.just("host"), HOSTS),
            st.tuples(st.just("request"), TEXTS),
            st.tuples(st.just("mac"), st.sampled_from(sorted(MACS.values()))),
            st.tuples(st.just("event"), st.sampled_from(["installing", "installed", "failed", "onboarded"])),
            st.tuples(st.just("public_key"), st.sampled_from([key(0), key(1), FOREIGN, "", "x"])),
            st.tuples(st.just("minion_id"), st.sampled_from([*sorted(IDS.values()), "*", "../x", "a[b]"])),
            st.tuples(st.just("proof"), st.sampled_from([None, "", "0" * 64])),
        ),
        server=AT,
    )
    def forge(self, which: int, forged: tuple[str, str | None], server: str) -> None:
        """Somebody changes one field of what was sent before: nothing may come of it."""
        world = self.world
        if not world.said:
            return
        event = world.stranger(world.said[which % len(world.said)], *forged)
        if event is not None and event not in world.said:
            before = (dict(world.keys), world.states())
            world.handle(event, server)
            world.said.pop()
            assert (world.keys, world.states()) == before

    @rule(hours=st.sampled_from([0.5, 2, 5]))
    def wait(self, hours: float) -> None:
        """Time goes by."""
        self.world.now += int(hours * 3600)

    @rule(fuse=st.integers(0, 6))
    def catch_up(self, fuse: int) -> None:
        """The periodic run: where nothing keeps it from its end, no server arms what is over by the ledger."""
        world = self.world
        world.fuse = fuse
        try:
            handler.catch_up(ledger=world.ledger, keys=world, disarm=world.disarm, now=world.now)
        except Crash:
            world.look()
            return
        world.look()
        over = {pair for pair, state in world.states().items() if state in CLOSED}
        for server in () if self.restored else world.servers.values():
            assert server.away or not over & server.armed.items(), "a request that is over stays armed"

    @rule(server=AT)
    def server_goes_or_comes(self, server: str) -> None:
        """A kickstart server cannot be reached for a while."""
        self.world.servers[server].away ^= True

    @rule()
    def rotate(self) -> None:
        """The master's key is changed; keys that nobody needs go."""
        ring, keep = self.world.ring, self.world.ledger.generations()
        kept = {number: key for number, key in ring.keys.items() if number in {*keep, ring.current}}
        new = ring.current + 1
        self.world.ring = KeyRing(new, {**kept, new: bytes([new % 256]) * 32})

    @invariant()
    def the_history_replays(self) -> None:
        """The history alone gives the state of every request."""
        replayed = replay(self.world.ledger.history()).items()
        played = {(host, text): now.state for (_, host, text), now in replayed}
        assert played == self.world.states()

    @invariant()
    def nothing_told_off_is_armed(self) -> None:
        """Promise 1: once a machine was told that PXE is off, no server arms it by that request again."""
        for server in self.world.servers.values():
            assert not self.world.off & server.armed.items()


class Restoring(Onboarding):
    """The same world, in which a ledger is restored from a backup: then nothing that was over is published again."""

    @rule()
    def save(self) -> None:
        """Make a backup."""
        self.world.save()

    @rule()
    def restore(self) -> None:
        """Restore it; every server has published since the last change, so each can tell."""
        if self.world.backup is None:
            return
        for server in SERVERS:
            found = self.world.publication(server)
            if found:
                self.world.publish(server, *found)
        if all(server.published for server in self.world.servers.values()):
            for server in SERVERS:
                found = self.world.publication(server)
                if found:
                    self.world.servers[server].published = found[1]
            self.world.restore()
            self.restored = True
            self.compiled.clear()
            self.world.revoked.clear()  # The ledger that knew of them is lost; proofs are all that is left.


FEW = settings(
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestOnboarding = Onboarding.TestCase
TestOnboarding.settings = FEW
TestRestoring = Restoring.TestCase
TestRestoring.settings = settings(FEW, max_examples=6)


@pytest.mark.parametrize("seed", range(4))
def test_long_walks(seed: int) -> None:
    """Both promises hold over long random lives as well, which come further than hypothesis does in its time."""
    dice, life = random.Random(seed), Restoring()
    life.begin()

    def one(*options: Any) -> Any:
        return dice.choice(options)

    def number() -> int:
        return dice.randrange(1000)

    def host() -> str:
        return one(*MACS)

    def text() -> str:
        return one("CHG1", "CHG2", "CHG3", f"CHG{number()}")

    def fuse() -> int:
        return one(0, 0, *range(1, 7))

    forgeries: dict[str, tuple[str | None, ...]] = {
        "host": tuple(MACS),
        "request": ("CHG1", "CHG2"),
        "mac": tuple(MACS.values()),
        "event": ("installed", "failed", "onboarded"),
        "public_key": (key(0), FOREIGN, FOREIGN, ""),
        "minion_id": (*IDS.values(), "*", "../x"),
        "proof": (None, "0" * 64),
    }

    def forge() -> None:
        name = one(*forgeries)
        life.forge(number(), (name, one(*forgeries[name])), one(*SERVERS))

    steps: list[tuple[int, Callable[[], None]]] = [
        (4, lambda: life.go_through(host(), text(), one(*SERVERS))),
        (
            6,
            lambda: life.report(
                number(), one("installing", "installed", "installed", "failed"), one(*SERVERS), fuse()
            ),
        ),
        (3, lambda: life.minion_asks(number(), one("pend", "denied"), fuse())),
        (3, lambda: life.minion_starts(one(*IDS.values(), "*"), one(True, False))),
        (3, lambda: life.repeat(number(), one(*SERVERS))),
        (3, forge),
        (2, lambda: life.intercept(number(), one(*SERVERS))),
        (2, lambda: life.catch_up(fuse())),
        (2, lambda: life.compile_pillar(one(*SERVERS))),
        (2, lambda: life.publish(number())),
        (2, lambda: life.boot(one(*SERVERS), host())),
        (1, lambda: life.cancel(host(), text(), fuse())),
        (1, lambda: life.retire(host())),
        (1, lambda: life.revoke(one(*IDS.values()))),
        (1, lambda: life.wait(one(0.5, 2))),
        (1, lambda: life.server_goes_or_comes(one(*SERVERS))),
        (1, life.rotate),
    ]
    acts = [act for weight, act in steps for _ in range(weight)]
    try:
        for _ in range(150):
            one(*acts)()
            life.nothing_told_off_is_armed()
        life.the_history_replays()
        for name in MACS:
            life.go_through(name, "the last", "ks1")
        life.save()
        for name in MACS:
            life.cancel(name, "the last", 0)
        life.catch_up(0)
        life.restore()
        for server in SERVERS:
            life.apply(server)
        for _ in range(20):
            one(*acts)()
            life.nothing_told_off_is_armed()
        life.the_history_replays()
    finally:
        life.teardown()
