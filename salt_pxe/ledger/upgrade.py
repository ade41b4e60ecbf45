"""The database's schema, brought forward to the one that this code wants with Alembic, never back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from salt_pxe.ledger.errors import LedgerError

SiteOf = Callable[[str], "str | None"]
"""A kickstart server's minion id to the site that it serves, None for one that serves none any more."""

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x53505845
"""Any number: masters that share a PostgreSQL ledger take turns at migrating under it."""


def migrate(engine: Engine, to: str = "head", site_of: SiteOf | None = None) -> None:
    """Bring the schema to a revision, in one transaction. Raises LedgerError for one made by a newer salt-pxe."""
    config = _config()
    with _transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _revision(connection)
        _known(found)
        if found != _revisions()[0]:
            config.attributes["connection"] = connection
            config.attributes["site_of"] = site_of
            command.upgrade(config, to)
            if (
                connection.dialect.name == "sqlite"
                and connection.execute(text("PRAGMA foreign_key_check")).all()
            ):
                raise LedgerError("rows of the ledger refer to others that are not there; it stays as it was")


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which a table may be made anew that others refer to."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # SQLite changes a constraint by a new table in place of the old one, and keeps that setting only outside
            # of a transaction (https://www.sqlite.org/lang_altertable.html, section 7).
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            yield connection


def check(connection: Connection) -> None:
    """Raise LedgerError unless the schema is the one that this code wants."""
    found = _revision(connection)
    _known(found)
    head = _revisions()[0]
    if found != head:
        raise LedgerError(
            f"the ledger has schema {found or 'none'} and this salt-pxe wants {head}: "
            "whatever writes to it next, such as `salt-run pxe.expire`, brings it there"
        )


@cache
def _revisions() -> tuple[str, ...]:
    """Return the revisions that this code knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _known(revision: str | None) -> None:
    if revision is not None and revision not in _revisions():
        raise LedgerError(
            f"the ledger has schema {revision}, which a newer salt-pxe made: install that version here too"
        )


def _revision(connection: Connection) -> str | None:
    # Alembic's own way logs two lines each time, and every compiled pillar comes by here.
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _config() -> Config:
    config = Config()
    # ConfigParser reads % as the start of a reference.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
