"""The site whose kickstart servers serve a request."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import context, op

from salt_pxe.ledger.errors import LedgerError

revision = "0003"
down_revision = "0002"

_OPEN = ("requested", "armed", "booting", "installing")
_REQUESTS = sa.table(
    "requests", *(sa.column(name) for name in ("id", "host", "request", "state", "deadline", "site"))
)
_SERVING = sa.table("serving", sa.column("request_id"), sa.column("server"))


def upgrade() -> None:
    """Give each request the site of the servers that serve it.

    What is over may stay without one; an open request whose site cannot be told stops the migration by its name.
    """
    op.add_column("requests", sa.Column("site", sa.String(63), nullable=False, server_default=""))
    connection = op.get_bind()
    site_of = context.config.attributes.get("site_of") or str
    named: dict[str, list[str]] = {}
    for (server,) in connection.execute(sa.select(_SERVING.c.server).distinct()).all():
        if (site := site_of(server)) is not None:
            named.setdefault(site, []).append(server)
    for site, servers in named.items():
        others = [server for other, theirs in named.items() if other != site for server in theirs]
        here = sa.update(_REQUESTS).where(_REQUESTS.c.id.in_(_served_by(servers)))
        connection.execute(here.where(_REQUESTS.c.id.not_in(_served_by(others))).values(site=site))
    may_arm = _REQUESTS.c.state.in_(_OPEN), _REQUESTS.c.deadline > int(time.time())
    left = sa.select(_REQUESTS.c.host, _REQUESTS.c.request).where(*may_arm, _REQUESTS.c.site == "")
    undecided = connection.execute(left.order_by(_REQUESTS.c.id)).all()
    if undecided:
        names = ", ".join(f"{host} by {request!r}" for host, request in undecided[:10])
        raise LedgerError(
            f"it cannot be told which site installs {names}: name its kickstart server in the master's configuration "
            "(ext_pillar: - pxe: {servers: ...}), or cancel it with the version that asked for it"
        )


def _served_by(servers: list[str]) -> sa.Select[tuple[int]]:
    return sa.select(_SERVING.c.request_id).where(_SERVING.c.server.in_(servers))
