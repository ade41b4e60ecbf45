"""Whether a minion id that a machine is to get has a key in Salt's key store already that is not this machine's."""

from __future__ import annotations

from collections.abc import Callable

from salt_pxe.arming import proof
from salt_pxe.arming.request import Machine
from salt_pxe.ledger import minion_ids
from salt_pxe.ledger.queries import Reader


def foreign_key(
    reader: Reader, machine: Machine, minion_id: str, accepted: Callable[[str], str | None]
) -> str:
    """Return why a machine may not get a minion id: another minion's key is accepted under it; else an empty text.

    `accepted` gives the accepted key of a minion. A key that an earlier install of the same machine proved is its own.
    """
    key = accepted(minion_id)
    if key is None:
        return ""
    try:
        finger = proof.fingerprint(key)
    except ValueError:
        finger = ""  # What is no key was proved by nobody.
    if finger in minion_ids.proved(reader, machine, minion_id):
        return ""
    return (
        f"Salt has accepted a key of the minion {minion_id}, which no install of this machine has proved: if that "
        f"minion is gone, or is this machine, `salt-key -d {minion_id}`; else give the machine another minion_id"
    )
