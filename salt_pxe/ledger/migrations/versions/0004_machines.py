"""A machine by its site, its names and its MAC addresses."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from salt_pxe.ledger.errors import LedgerError

revision = "0004"
down_revision = "0003"

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_AUTOINCREMENT = {"sqlite_autoincrement": True}
_COLUMNS = "id site host request mac minion_id minion_key requested_at deadline open_for"
_REQUESTS = sa.table("requests", *(sa.column(name) for name in _COLUMNS.split()))
_HOSTS = sa.table("hosts", *(sa.column(name) for name in ("name", "server", "minion_id")))
_OLD_HOST = ("name", "server", "declared", "fixed_address", "minion_id", "changed_at")


def upgrade() -> None:
    """Bring requests and enrolled hosts over; what is the same machine twice stops the migration by its names."""
    connection = op.get_bind()
    _refuse_twice(connection)
    sites = _sites_of_hosts(connection)
    _requests(connection)
    _names_and_addresses(connection)
    _hosts(connection, sites)


def _refuse_twice(connection: sa.Connection) -> None:
    """Raise LedgerError where two requests that may arm are of one machine, by its name without case or by its MAC."""
    query = sa.select(_REQUESTS.c.site, _REQUESTS.c.host, _REQUESTS.c.request, _REQUESTS.c.mac)
    may_arm = (_REQUESTS.c.open_for.is_not(None), _REQUESTS.c.deadline > int(time.time()))
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for site, host, request, mac in connection.execute(query.where(*may_arm).order_by(_REQUESTS.c.id)):
        for key in (("name", f"{site}/{host}".lower()), ("MAC address", mac)):
            if other := seen.get(key):
                pair = f"{other[0]} by {other[1]!r} and {host} by {request!r}"
                raise LedgerError(
                    f"the open requests of {pair} have the same {key[0]}, so they are one machine's: cancel one of "
                    "them with the version that asked for it, or wait for its deadline"
                )
            seen[key] = (host, request)


def _sites_of_hosts(connection: sa.Connection) -> dict[str, str]:
    """Return the site of each server that has enrolled hosts. Raises LedgerError for what cannot be decided."""
    site_of = context.config.attributes.get("site_of") or str
    sites: dict[str, str] = {}
    names: dict[str, str] = {}
    ids: dict[str, str] = {}
    query = sa.select(_HOSTS.c.name, _HOSTS.c.server, _HOSTS.c.minion_id).order_by(_HOSTS.c.name)
    for name, server, minion_id in connection.execute(query).all():
        site = site_of(server)
        if site is None:
            raise LedgerError(
                f"it cannot be told which site {name} was enrolled for: name its kickstart server {server} in the "
                "master's configuration (ext_pillar: - pxe: {servers: ...}), or retire it with the version that "
                "enrolled it"
            )
        sites[server] = site
        claims = ("name", names, f"{site}/{name}".lower()), ("minion id", ids, minion_id.lower())
        for what, seen, key in claims:
            if other := seen.get(key):
                raise LedgerError(
                    f"the enrolled hosts {other} and {name} have the same {what}, for case does not count: retire one "
                    "of them with the version that enrolled it"
                )
            seen[key] = name
    return sites


def _requests(connection: sa.Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    last = is_sqlite and connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'requests'"))
    with op.batch_alter_table("requests", table_kwargs=_AUTOINCREMENT) as table:
        table.add_column(sa.Column("minion_key", sa.String(255), nullable=False, server_default=""))
        table.alter_column("open_for", type_=sa.String(319), existing_type=sa.String(255))
        table.drop_constraint("uq_requests_host_request", type_="unique")
        table.create_unique_constraint("uq_requests_site_host_request", ["site", "host", "request"])
        table.drop_index("ix_requests_minion_id")
    if last:
        # The table was made anew, and no number is ever given twice.
        counted = sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = 'requests'")
        connection.execute(counted, {"last": last})
    connection.execute(sa.update(_REQUESTS).values(minion_key=sa.func.lower(_REQUESTS.c.minion_id)))
    is_open, now = _REQUESTS.c.open_for.is_not(None), int(time.time())
    # What is overdue keeps no machine from another request, and waits for the sweep that closes it.
    number = sa.cast(_REQUESTS.c.id, sa.String)
    open_for = sa.func.lower(_REQUESTS.c.site + sa.literal("/") + _REQUESTS.c.host)
    for there, key in ((_REQUESTS.c.deadline <= now, number), (_REQUESTS.c.deadline > now, open_for)):
        connection.execute(sa.update(_REQUESTS).where(is_open, there).values(open_for=key))
    op.create_index("ix_requests_minion_key", "requests", ["minion_key"])


def _names_and_addresses(connection: sa.Connection) -> None:
    names = op.create_table(
        "names",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("request_id", _SERIAL, nullable=False),
        sa.Column("site", sa.String(63), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("name_key", sa.String(255), nullable=False),
        sa.Column("request", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_names"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_names_request_id"),
        sa.UniqueConstraint("request_id", "site", "name", name="uq_names_request_id_site_name"),
        **_AUTOINCREMENT,
    )
    addresses = op.create_table(
        "addresses",
        sa.Column("request_id", _SERIAL, nullable=False),
        sa.Column("mac", sa.String(17), nullable=False),
        sa.Column("request", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("request_id", "mac", name="pk_addresses"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_addresses_request_id"),
    )
    old = _REQUESTS.c
    seen = (old.id, old.site, old.host, sa.func.lower(old.host), old.request, old.requested_at)
    columns = ["request_id", "site", "name", "name_key", "request", "at"]
    connection.execute(sa.insert(names).from_select(columns, sa.select(*seen).order_by(old.id)))
    had = sa.select(old.id, old.mac, old.request, old.requested_at).order_by(old.id)
    connection.execute(sa.insert(addresses).from_select(["request_id", "mac", "request", "at"], had))
    op.create_index("ix_names_name_key_request", "names", ["name_key", "request"])
    op.create_index("ix_addresses_mac_request", "addresses", ["mac", "request"])


def _hosts(connection: sa.Connection, sites: dict[str, str]) -> None:
    old_columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in _OLD_HOST]
    old_hosts = [
        dict(row._mapping) for row in connection.execute(sa.select(*old_columns).select_from(_HOSTS))
    ]
    old_macs = connection.execute(sa.text("SELECT mac, host FROM macs")).all()
    op.drop_table("macs")
    op.drop_table("hosts")
    hosts = op.create_table(
        "hosts",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("site", sa.String(63), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("name_key", sa.String(255), nullable=False),
        sa.Column("server", sa.String(255), nullable=False),
        sa.Column("declared", sa.Text, nullable=False),
        sa.Column("fixed_address", sa.String(15)),
        sa.Column("minion_id", sa.String(255), nullable=False),
        sa.Column("minion_key", sa.String(255), nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hosts"),
        sa.UniqueConstraint("site", "name_key", name="uq_hosts_site_name_key"),
        sa.UniqueConstraint("server", "fixed_address", name="uq_hosts_server_fixed_address"),
        sa.UniqueConstraint("minion_key", name="uq_hosts_minion_key"),
        **_AUTOINCREMENT,
    )
    macs = op.create_table(
        "macs",
        sa.Column("mac", sa.String(17), nullable=False),
        sa.Column("host_id", _SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("mac", name="pk_macs"),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name="fk_macs_host_id", ondelete="CASCADE"),
    )
    op.create_index("ix_macs_host_id", "macs", ["host_id"])
    numbers: dict[str, int] = {}
    for row in old_hosts:
        more = {
            "site": sites[row["server"]],
            "name_key": row["name"].lower(),
            "minion_key": row["minion_id"].lower(),
        }
        made = connection.execute(sa.insert(hosts).values(**row, **more)).inserted_primary_key
        numbers[row["name"]] = made[0] if made else 0
    if old_macs:
        connection.execute(
            sa.insert(macs), [{"mac": mac, "host_id": numbers[host]} for mac, host in old_macs]
        )
    _enrolments(connection, {row["name"]: sites[row["server"]] for row in old_hosts})


def _enrolments(connection: sa.Connection, sites: dict[str, str]) -> None:
    op.drop_index("ix_enrolments_host", "enrolments")
    op.add_column("enrolments", sa.Column("site", sa.String(63), nullable=False, server_default=""))
    op.add_column("enrolments", sa.Column("name_key", sa.String(255), nullable=False, server_default=""))
    table = sa.table("enrolments", *map(sa.column, ("host", "site", "name_key")))
    connection.execute(sa.update(table).values(name_key=sa.func.lower(table.c.host)))
    for host, site in sites.items():
        connection.execute(sa.update(table).where(table.c.host == host).values(site=site))
    op.create_index("ix_enrolments_name_key", "enrolments", ["name_key"])
