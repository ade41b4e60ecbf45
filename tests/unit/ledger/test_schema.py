"""The tables that the code means are those that the migrations make."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.schema import METADATA


def test_the_schema_is_what_the_migrations_make(ledger: Ledger) -> None:
    """Tables and migrations say the same."""
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
