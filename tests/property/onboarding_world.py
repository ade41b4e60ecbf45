"""A small world around the ledger: kickstart servers, Salt's key store, machines, and somebody who wishes them ill.

Everything that crosses a wire can be lost, repeated or forged, and every step can be the last one before a crash.
"""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha512
from pathlib import Path

from sqlalchemy import select

from salt_pxe.arming import proof
from salt_pxe.arming.ledger_trust import Position, guard
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import CLOSED
from salt_pxe.ledger import database
from salt_pxe.ledger.schema import REQUESTS
from salt_pxe.onboarding import events, handler
from salt_pxe.onboarding.events import Auth, Event, Report, Start
from salt_pxe.onboarding.ports import Handled
from tests.unit.ledger.asking import row_of

MACS = {"a": "52:54:00:00:00:0a", "b": "52:54:00:00:00:0b", "c": "52:54:00:00:00:0c"}
IDS = {"a": "a.example", "b": "twin.example", "c": "twin.example"}
SERVERS = ("ks1", "ks2")
SITE = "fra1"
Pair = tuple[str, str]


def key(number: int) -> str:
    """Return the public key that a machine makes: each one its own."""
    body = b64encode(sha512(b"%d" % number).digest()).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body[:64]}\n{body[64:]}\n-----END PUBLIC KEY-----"


class Crash(Exception):
    """The process was killed here."""


@dataclass
class Server:
    """A kickstart server: what it arms, its tombstones, and the position of the ledger that it last published."""

    armed: dict[str, str] = field(default_factory=dict)
    tombstones: set[Pair] = field(default_factory=set)
    published: Position | None = None
    away: bool = False


@dataclass(frozen=True)
class Machine:
    """A machine in its installer: its token, and the key that it has made."""

    host: str
    request: str
    token: str
    key: str


@dataclass
class World:
    """What is the case outside of the ledger, and what has to stay true."""

    folder: Path
    now: int = 1_000_000
    ring: KeyRing = field(default_factory=lambda: KeyRing(1, {1: b"1" * 32}))
    servers: dict[str, Server] = field(default_factory=lambda: {name: Server() for name in SERVERS})
    keys: dict[str, str] = field(default_factory=dict)
    spoke: dict[tuple[str, str], int] = field(default_factory=dict)
    """When the holder of a minion id's accepted key last spoke to the master, by id and key."""
    machines: list[Machine] = field(default_factory=list)
    said: list[Event] = field(default_factory=list)
    tokens: dict[Pair, str] = field(default_factory=dict)
    """What kickstarts hold."""
    fuse: int = -1
    """Steps until the crash; none comes below zero."""
    backup: Path | None = None
    off: set[Pair] = field(default_factory=set)
    """Installs of which a machine was told that PXE is off."""
    over: set[Pair] = field(default_factory=set)
    revoked: set[tuple[str, str]] = field(default_factory=set)
    """Minion ids and keys that an operator has taken away."""

    def __post_init__(self) -> None:
        self.ledger = database.ledger(self.url)
        self.ledger.trust(now=self.now, by="operator")

    @property
    def url(self) -> str:
        """Return the ledger's URL."""
        return f"sqlite:///{self.folder}/ledger.db"

    # What the handler touches: Salt's keys, and the servers.

    def accepted(self, minion_id: str) -> str | None:
        """Return the accepted key of a minion id."""
        assert minion_id in IDS.values(), "a name from an event reached the key store"
        return self.keys.get(minion_id)

    def accept(self, minion_id: str, public_key: str) -> None:
        """Store a key, unless the process is killed before or after."""
        self._step()
        self.proved(minion_id, public_key)
        self.keys[minion_id] = public_key
        self._step()

    def drop(self, minion_id: str, public_key: str) -> None:
        """Take a key away."""
        if self.keys.get(minion_id) == public_key:
            del self.keys[minion_id]

    def disarm(self, server: str, host: str, request: str) -> bool:
        """Disarm a host on a server, unless that is away or the process is killed before or after."""
        if self.servers[server].away:
            return False
        self._step()
        at = self.servers[server]
        at.tombstones.add((host, request))
        if at.armed.get(host) == request:
            del at.armed[host]
        self._step()
        return True

    def _step(self) -> None:
        self.fuse -= 1
        if self.fuse == 0:
            raise Crash

    def proved(self, minion_id: str, public_key: str) -> None:
        """Promise 2: the key belongs to a machine that was given the token of its install, and nobody revoked it."""
        assert (minion_id, public_key) not in self.revoked, "a key came back that an operator had taken away"
        owners = [
            machine
            for machine in self.machines
            if machine.key == public_key and IDS[machine.host] == minion_id
        ]
        assert any(("installed", machine.host, machine.request) in self.reported for machine in owners)

    @property
    def reported(self) -> set[tuple[str, str, str]]:
        """Return what machines have truly said of themselves."""
        return self._reported

    _reported: set[tuple[str, str, str]] = field(default_factory=set)

    # What happens.

    def publication(self, server: str) -> tuple[dict[str, str], Position] | None:
        """Register what a server would arm now, as it does before it arms; return that, and from where.

        None where the guard forbids it.
        """
        reader = database.reader(self.url)
        standing, published = reader.standing(), self.servers[server].published
        if guard(standing, published, None if published is None else reader.contains(published)):
            return None
        armed = {row.host: row.request for row in reader.open(self.now)}
        assert not self.over & armed.items(), "a request that is over would be armed"
        for row in reader.open(self.now):
            token = self.ring.token(row.key_generation, row.site, row.host, row.mac, row.request)
            assert token, "the key of an open request is gone"
            self.tokens[row.host, row.request] = token
        for host, text in armed.items():
            self.ledger.served(row_of(self.ledger, host, text), server, now=self.now, by=server)
        return armed, standing.position

    def publish(self, server: str, armed: Mapping[str, str], position: Position) -> None:
        """Apply what was compiled and registered, perhaps long ago."""
        at = self.servers[server]
        at.armed = {host: text for host, text in armed.items() if (host, text) not in at.tombstones}
        at.published = position

    def boot(self, server: str, host: str) -> None:
        """Let a machine boot over its NIC; if it is armed, the installer runs and makes a key."""
        request = self.servers[server].armed.get(host)
        if request is None:
            return
        assert (host, request) not in self.off, (
            "a machine was installed again after it was told that PXE is off"
        )
        self.machines.append(Machine(host, request, self.tokens[host, request], key(len(self.machines))))

    def report(self, machine: Machine, event: str) -> Report:
        """Return what a machine says of itself."""
        public_key = machine.key if event == "installed" else None
        facts = (event, SITE, machine.host, MACS[machine.host], machine.request, IDS[machine.host])
        self._reported.add((event, machine.host, machine.request))
        return Report(
            *facts,
            proof.proof(machine.token, *facts, proof.fingerprint(public_key) if public_key else ""),
            public_key,
        )

    def auth(self, machine: Machine, act: str) -> Auth:
        """Return the event of its minion asking for its key to be accepted."""
        report = self.report(machine, "installed")
        return Auth(act, report.minion_id, machine.key, report.proof)

    def minion_starts(self, minion_id: str, truly: bool) -> None:
        """Let the start of a minion be handled, which has truly spoken to the master or has not."""
        held = (minion_id, self.keys.get(minion_id, ""))
        if truly and held[1]:
            self.spoke[held] = self.now
        handled = self.handle(Start(minion_id, self.spoke.get(held)))
        if handled and isinstance(handled.decision, events.Move):
            assert held in self.spoke, "a forged start made a request onboarded"

    def handle(self, event: Event, server: str | None = None) -> Handled | None:
        """Let the master handle an event; None where it was killed over it."""
        self.said.append(event)
        was = self.states()
        try:
            handled = handler.handle(
                event,
                ledger=self.ledger,
                ring=self.ring,
                keys=self,
                disarm=self.disarm,
                now=self.now,
                published=self.servers[server].published if server else None,
            )
        except Crash:
            handled = None
        self.look()
        if handled and isinstance(handled.decision, events.Accept | events.Done | events.Move):
            pair = (handled.decision.request.host, handled.decision.request.request)
            if handled.pxe_is_off:
                self.off.add(pair)
            if isinstance(handled.decision, events.Accept):
                assert was.get(pair) not in ("cancelled", "failed", "expired"), "a dead request was finished"
        return handled

    def look(self) -> None:
        """Remember what is over."""
        self.over |= {pair for pair, state in self.states().items() if state in CLOSED}

    def states(self) -> dict[Pair, str]:
        """Return the state of every request."""
        columns = REQUESTS.c.host, REQUESTS.c.request, REQUESTS.c.state
        with self.ledger.engine.connect() as connection:
            return {(row.host, row.request): row.state for row in connection.execute(select(*columns))}

    def save(self) -> None:
        """Make a backup of the ledger."""
        self.backup = self.folder / "backup.db"
        with self.ledger.engine.connect() as connection:
            self.backup.unlink(missing_ok=True)
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("VACUUM INTO ?", (str(self.backup),))

    def restore(self) -> None:
        """Put the backup in the ledger's place, as somebody does who knows no better."""
        assert self.backup
        for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.copy(self.backup, self.folder / "ledger.db")
        self.ledger = database.ledger(self.url)

    def stranger(self, event: Event, field_name: str, value: str | None) -> Event | None:
        """Return an event with one field forged, where it has that field."""
        if isinstance(event, Start) or not hasattr(event, field_name) or getattr(event, field_name) == value:
            return None
        return replace(event, **{field_name: value})
