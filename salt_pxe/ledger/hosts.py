"""Hosts that were enrolled over REST. No two share a MAC, a minion id, or an address of the same server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from salt_pxe.ledger.errors import Taken, translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.schema import ENROLMENTS, HOSTS, MACS
from salt_pxe.ledger.transaction import take_turn
from salt_pxe.site.values import minion_id
from salt_pxe.site.values import name as site_name
from salt_pxe.site.values.addresses import host_key, mac


class Enrolling(Reader):
    """The part of the ledger that holds hosts."""

    def enroll(
        self, name: str, server: str, declared: Mapping[str, Any], *, site: str, now: int, by: str
    ) -> bool:
        """Enroll a host of a site's kickstart server, or change it; tell whether anything changed.

        `declared` is what pillar would hold under the host's name: plain data, checked by the caller through
        `pillar.parse` together with the rest of the site. Raises Taken where another enrolled host has its MAC, its
        address or its minion id: of two enrolments that choose the same free address at once, one gets it.
        """
        host_key(name)
        given = declared["mac"]
        macs = {mac(one) for one in ([given] if isinstance(given, str) else given)}
        text = json.dumps(declared, sort_keys=True, ensure_ascii=False)
        its_id = minion_id(declared.get("minion_id") or name)
        row = {
            "site": site_name(site),
            "name": name,
            "name_key": name.lower(),
            "server": server,
            "declared": text,
            "fixed_address": declared.get("fixed_address"),
            "minion_id": its_id,
            "minion_key": its_id.lower(),
            "changed_at": now,
        }
        with translated():
            try:
                with self.engine.begin() as connection:
                    take_turn(connection)
                    old = _enrolled(connection, site, name)
                    if old and (old.name, old.server, old.declared) == (name, server, text):
                        return False
                    if old:
                        _forget(connection, old.id)
                    made = connection.execute(insert(HOSTS).values(**row)).inserted_primary_key
                    assert made is not None
                    connection.execute(
                        insert(MACS), [{"mac": one, "host_id": made[0]} for one in sorted(macs)]
                    )
                    _write_down(connection, site, name, server, text, now, by)
                    return True
            except IntegrityError:
                raise Taken(
                    f"another host was enrolled with the MAC, the address or the minion id of {name}"
                ) from None

    def withdraw(self, site: str, name: str, *, now: int, by: str) -> bool:
        """Take an enrolled host of a site out; tell whether it was there."""
        with translated(), self.engine.begin() as connection:
            old = _enrolled(connection, site, name)
            if old is None or not _forget(connection, old.id):
                return False
            _write_down(connection, site, old.name, old.server, None, now, by)
            return True


def _enrolled(connection: Connection, site: str, name: str) -> Any:
    columns = (HOSTS.c.id, HOSTS.c.name, HOSTS.c.server, HOSTS.c.declared)
    here = (HOSTS.c.site == site, HOSTS.c.name_key == name.lower())
    return connection.execute(select(*columns).where(*here)).first()


def _forget(connection: Connection, number: int) -> bool:
    connection.execute(delete(MACS).where(MACS.c.host_id == number))
    return connection.execute(delete(HOSTS).where(HOSTS.c.id == number)).rowcount == 1


def _write_down(
    connection: Connection, site: str, host: str, server: str, declared: str | None, now: int, by: str
) -> None:
    row = {"site": site, "host": host, "name_key": host.lower(), "server": server, "declared": declared}
    connection.execute(insert(ENROLMENTS).values(**row, at=now, by=by))
