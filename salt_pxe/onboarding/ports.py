"""What handling a signal needs of Salt and of kickstart servers, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from salt_pxe.arming.request import Request
from salt_pxe.ledger.rows import Undone
from salt_pxe.onboarding.events import Decision


class Keys(Protocol):
    """Salt's key store, by exact minion id."""

    def accepted(self, minion_id: str) -> str | None:
        """Return the accepted public key of a minion id, None where there is none."""

    def accept(self, minion_id: str, public_key: str) -> None:
        """Store exactly this key as the accepted one. Doing it again does no harm."""

    def drop(self, minion_id: str, public_key: str) -> None:
        """Delete the accepted key of a minion id if it is this one."""


Disarm = Callable[[str, str, str], bool]
"""(kickstart server, host, request) to whether that server has disarmed the host, for good, by now."""

Each = Callable[[Callable[[Undone], None], Iterable[Undone]], Iterable[None]]


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of a signal: the decision, each new state, what the machine is told.

    A new state is an event too: `salt/pxe/<site>/<host>/<state>`.
    """

    decision: Decision
    changed: tuple[Request, ...] = ()
    pxe_is_off: bool = False
    """The machine may reboot: every kickstart server that armed it has disarmed it."""
