"""Which machine has a minion id: one of the whole master, until it is retired. Case does not count."""

from __future__ import annotations

from sqlalchemy import Connection, select

from salt_pxe.arming.request import INSTALLED, ONBOARDED, Machine
from salt_pxe.ledger.errors import MinionIdHeld, translated
from salt_pxe.ledger.machines import of_machine, requests_where, seen_in
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.schema import HOSTS, MACS, REQUESTS


def proved(reader: Reader, machine: Machine, minion_id: str) -> set[str]:
    """Return the fingerprints of the keys that a machine has proved under a minion id."""
    condition = (REQUESTS.c.minion_key == minion_id.lower(), REQUESTS.c.fingerprint.is_not(None))
    with translated(), reader.engine.begin() as connection:
        rows = requests_where(connection, *condition)
        own = of_machine(seen_in(connection, [row.number for row in rows]), machine)
    return {str(row.fingerprint) for row in rows if row.number in own}


def refuse_held(connection: Connection, minion_id: str, machine: Machine, now: int) -> None:
    """Raise MinionIdHeld where another machine of any site has a minion id: to be installed with it, or enrolled."""
    may_have = REQUESTS.c.state.in_((INSTALLED, ONBOARDED)) | (
        REQUESTS.c.open_for.is_not(None) & (REQUESTS.c.deadline > now)
    )
    rows = requests_where(
        connection, REQUESTS.c.minion_key == minion_id.lower(), may_have, REQUESTS.c.retired_at.is_(None)
    )
    had = seen_in(connection, [row.number for row in rows])
    own = of_machine(had, machine)
    for row in rows:
        if row.number not in own:
            raise MinionIdHeld(row.minion_id, *had[row.number].names[-1])
    theirs = select(HOSTS.c.id, HOSTS.c.site, HOSTS.c.name, HOSTS.c.minion_id)
    for number, site, name, theirs_id in connection.execute(
        theirs.where(HOSTS.c.minion_key == minion_id.lower())
    ).all():
        macs = set(connection.scalars(select(MACS.c.mac).where(MACS.c.host_id == number)))
        if not machine.is_named(site, name) and macs.isdisjoint(machine.macs):
            raise MinionIdHeld(theirs_id, site, name)
