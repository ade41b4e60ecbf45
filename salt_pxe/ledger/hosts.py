"""Hosts that were enrolled over REST. No two share a MAC, a minion id, or an address of the same server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from salt_pxe.ledger.errors import Taken, translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.schema import ENROLMENTS, HOSTS, IDENTITY, MACS
from salt_pxe.site.values import minion_id
from salt_pxe.site.values.addresses import host_key, mac


class Enrolling(Reader):
    """The part of the ledger that holds hosts."""

    def enroll(self, name: str, server: str, declared: Mapping[str, Any], *, now: int, by: str) -> bool:
        """Enroll a host of a kickstart server, or change it; tell whether anything changed.

        `declared` is what pillar would hold under the host's name: plain data, checked by the caller through
        `pillar.parse` together with the rest of the site. Raises Taken where another enrolled host has its MAC, its
        address or its minion id: of two enrolments that choose the same free address at once, one gets it.
        """
        host_key(name)
        given = declared["mac"]
        macs = {mac(one) for one in ([given] if isinstance(given, str) else given)}
        text = json.dumps(declared, sort_keys=True, ensure_ascii=False)
        row = {
            "name": name,
            "server": server,
            "declared": text,
            "fixed_address": declared.get("fixed_address"),
            "minion_id": minion_id(declared.get("minion_id") or name),
            "changed_at": now,
        }
        with translated():
            try:
                with self.engine.begin() as connection:
                    # One row that everybody locks, for PostgreSQL: of two that say the same one changes nothing.
                    connection.execute(select(IDENTITY.c.identity).with_for_update())
                    old = _declared(connection, name)
                    if old == (server, text):
                        return False
                    _forget(connection, name)
                    connection.execute(insert(HOSTS).values(**row))
                    connection.execute(insert(MACS), [{"mac": one, "host": name} for one in sorted(macs)])
                    _write_down(connection, name, server, text, now, by)
                    return True
            except IntegrityError:
                raise Taken(
                    f"another host was enrolled with the MAC, the address or the minion id of {name}"
                ) from None

    def withdraw(self, name: str, *, now: int, by: str) -> bool:
        """Take an enrolled host out; tell whether it was there."""
        with translated(), self.engine.begin() as connection:
            old = _declared(connection, name)
            if old is None or not _forget(connection, name):
                return False
            _write_down(connection, name, old[0], None, now, by)
            return True


def _declared(connection: Connection, name: str) -> tuple[str, str] | None:
    row = connection.execute(select(HOSTS.c.server, HOSTS.c.declared).where(HOSTS.c.name == name)).first()
    return (row.server, row.declared) if row else None


def _forget(connection: Connection, name: str) -> bool:
    connection.execute(delete(MACS).where(MACS.c.host == name))
    return connection.execute(delete(HOSTS).where(HOSTS.c.name == name)).rowcount == 1


def _write_down(
    connection: Connection, host: str, server: str, declared: str | None, now: int, by: str
) -> None:
    row = {"host": host, "server": server, "declared": declared, "at": now, "by": by}
    connection.execute(insert(ENROLMENTS).values(**row))
