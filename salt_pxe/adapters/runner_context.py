"""What a call of the runner works with: settings, ledger, keys, spool, and calls to kickstart servers."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salt.exceptions import SaltException

from salt_pxe.adapters import bus_events, salt_keys
from salt_pxe.adapters.jobs import SealedCalls
from salt_pxe.adapters.server_pillar import server_pillar
from salt_pxe.api.context import CallContext, Refused, Unreachable, distrust
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import Request
from salt_pxe.ledger import database, frozen, key_generations
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.requests import Ledger
from salt_pxe.master import keyring
from salt_pxe.master.settings import Settings, kickstart_servers, settings
from salt_pxe.onboarding.minion_keys import KeyStore
from salt_pxe.onboarding.reports import Spool
from salt_pxe.publish.armed import position
from salt_pxe.publish.files.disk import Disk


def now() -> int:
    """Return the seconds since 1970, UTC."""
    return int(time.time())


@dataclass(frozen=True)
class RunnerContext:
    """What one call of the runner works with. `opts` is the master's configuration, `by` who calls."""

    opts: Mapping[str, Any]
    by: str = "salt-run"

    @property
    def settings(self) -> Settings:
        """The master's settings. Raises ValueError."""
        return settings(self.opts)

    @property
    def calls(self) -> SealedCalls:
        """What arms and disarms hosts."""
        return SealedCalls(self.opts, self.ring)

    def site_of(self, minion_id: str) -> str | None:
        """Return the site that a minion serves, None for one that is no kickstart server. Raises ServersError."""
        return kickstart_servers(self.opts).site_of(minion_id)

    def ledger(self) -> Ledger:
        """Return the ledger, for writing; it is made where it is not there. Raises LedgerError, ValueError."""
        given = self.settings
        if given.ledger_file:
            given.ledger_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return database.ledger(given.ledger, self.site_of)

    def ledger_or_frozen(self) -> Ledger:
        """Return the ledger; where its disk is full, one to read, by which machines are disarmed all the same."""
        given = self.settings
        if given.ledger_file is None or not given.ledger_file.exists():
            return self.ledger()
        return frozen.ledger_or_frozen(given.ledger, self.site_of)

    def reader(self) -> Reader:
        """Return the ledger, for reading. Raises LedgerError, ValueError."""
        return database.reader(self.settings.ledger)

    def known(self) -> tuple[Reader, int, Position | None, str]:
        """Return the ledger, for reading, the time, the position last relied on, and which keys are lost.

        Raises LedgerError, ValueError, OSError.
        """
        reader = self.reader()
        return reader, now(), self.published(), self.kept(reader).loss

    def key_file(self) -> Path:
        """Return the file of the keys that tokens are made with; its folder is made."""
        path = self.settings.key_file
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def kept(self, ledger: Reader | None = None) -> keyring.Kept:
        """Return the keys that tokens are made with, and which of those that the ledger knows are lost.

        Raises LedgerError, OSError.
        """
        reader = ledger or database.reader_or_none(self.settings.ledger)
        return keyring.kept(self.key_file(), key_generations.newest(reader) if reader else 0)

    def ring(self) -> KeyRing:
        """Return the keys that are kept: none where their file is lost. Raises LedgerError, OSError."""
        return self.kept().ring

    def spool(self) -> Spool:
        """Return the folder of signals that are not decided yet."""
        return Spool(self.settings.spool)

    def keys(self) -> KeyStore:
        """Return Salt's key store."""
        return salt_keys.key_store(self.opts, self.spool().await_start)

    def fire(self, requests: Collection[Request]) -> None:
        """Fire the event of each request's new state."""
        bus_events.fire_states(self.opts, requests)

    def published(self) -> Position | None:
        """Return the ledger's position that this master last relied on, None where there is none."""
        return position.published(Disk(), self._position_folder())

    def distrust(self, ledger: Reader) -> str:
        """Return why the ledger is not to be relied on; an empty text where it may be."""
        return distrust(ledger, self.published())

    def rely_on(self, ledger: Ledger) -> None:
        """Remember how far the ledger is, so that an older one is known as such later."""
        if not self.distrust(ledger):
            position.remember(Disk(), self._position_folder(), ledger.standing().position)

    def trust(self, ledger: Reader) -> dict[str, Any]:
        """Return whether the ledger is trusted, and the reason where it is not."""
        reason = self.distrust(ledger)
        return {"trusted": not reason, **({"reason": reason} if reason else {})}

    def call_context(self, ledger: Ledger | None = None) -> CallContext:
        """Return what a call of a ticketing system works with."""
        return CallContext(
            ledger=ledger or self.ledger(),
            given=self._given,
            site_of=self.site_of,
            arm=self.calls.arm(),
            disarm=self.calls.disarm(),
            keys=self.keys(),
            generation=self._generation,
            now=now(),
            by=self.by,
            lifetime=self.settings.deadline,
            announce=lambda request: self.fire([request]),
            published=self.published(),
        )

    def _given(self, server: str) -> Mapping[str, Any]:
        """Return the pillar of a kickstart server. Raises Unreachable."""
        if self.keys().accepted(server) is None:
            raise Unreachable("no minion with this id is accepted")
        try:
            return server_pillar(self.opts, server)
        except (ValueError, OSError, SaltException) as error:
            raise Unreachable(str(error)) from error

    def _generation(self) -> int:
        """Return the generation of the key for a new request. Raises Refused where keys are lost."""
        keys = self.kept()
        if keys.loss:
            raise Refused("key", f"nothing new is armed: {keys.loss}")
        return keys.ring.current

    def _position_folder(self) -> str:
        """Return the folder, apart from the ledger's, in which the position is kept that was last relied on."""
        return str(self.key_file().parent / "pxe")
