"""What a machine or Salt says, what is known beside it, and what can follow."""

from __future__ import annotations

from dataclasses import dataclass

from salt_pxe.arming.request import INSTALLED, Request

PROOF_OF = INSTALLED
"""The event whose proof a minion carries as its autosign grain."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a machine reports through its kickstart server: it is `installing`, has `failed`, or is `installed`."""

    event: str
    site: str
    host: str
    mac: str
    request: str
    minion_id: str
    proof: str | None
    public_key: str | None = None
    """The key of its minion; None before there is one, and from a machine that becomes no minion."""


@dataclass(frozen=True, slots=True)
class Auth:
    """A minion asks the master for its key to be accepted (`salt/auth`). `proof` is its autosign grain."""

    act: str
    minion_id: str
    public_key: str
    proof: str | None


@dataclass(frozen=True, slots=True)
class Start:
    """A minion is said to have started (`salt/minion/<id>/start`), which is a hint and no more.

    `contact_at` is the master's own: when the holder of this id's accepted key last spoke to it; None where it never
    did.
    """

    minion_id: str
    contact_at: int | None = None


Event = Report | Auth | Start


@dataclass(frozen=True, slots=True)
class LedgerView:
    """What the ledger knows that matters: the request that the event names, every machine that has its minion id.

    `distrust` says why the ledger cannot be relied on (`ledger_trust.guard`), empty where it can.
    """

    request: Request | None = None
    same_id: tuple[Request, ...] = ()
    distrust: str = ""
    kin: frozenset[frozenset[int]] = frozenset()
    """Pairs of the numbers of those requests that are of one machine, though their names or MACs may differ."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """The fingerprint of the minion id's accepted key in Salt's key store, None where there is none."""

    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class Accept:
    """Move the request to `installed` (unless it is), disarm the host, store exactly this key as accepted."""

    request: Request
    public_key: str
    fingerprint: str
    replaces: str | None = None
    """The fingerprint of the accepted key that goes: the machine was reinstalled."""


@dataclass(frozen=True, slots=True)
class Move:
    """Move the request to this state."""

    request: Request
    to: str


@dataclass(frozen=True, slots=True)
class Done:
    """All of this is done already, and the machine may be told so."""

    request: Request


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do nothing. `reason` is for the log and for operators; a stranger gets no reason."""

    reason: str


Decision = Accept | Move | Done | Refuse
