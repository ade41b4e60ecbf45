"""How does Alembic run a migration? On the connection and in the transaction that `schema.migrate` holds."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
