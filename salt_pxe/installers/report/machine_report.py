"""What a machine has to know to report its install."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class AskedAs(NamedTuple):
    """What a machine was when its install was asked for, whatever it is called since: its proofs are bound to that."""

    host: str
    mac: str
    minion_id: str


@dataclass(frozen=True)
class MachineReport:
    """What a machine says during its install, where, and which URL answers whether it is still armed.

    `site` is empty where the machine has no master. `token` (64 hex digits) is what it makes its proofs with; without
    one it reports only its end, and proves nothing.
    `master` and `master_finger` (the SHA-256 fingerprint of the master's key) are for its minion.
    """

    event_url: str
    armed_url: str
    site: str
    host: str
    mac: str
    request: str
    token: str | None = field(default=None, repr=False)
    minion_id: str = ""
    master: str | None = None
    master_finger: str | None = None
    ca: str | None = None
    """The CA, in PEM, by which the machine believes a https server; None: by those that it knows itself."""
    verify: bool = True
    """False: any certificate is taken."""
