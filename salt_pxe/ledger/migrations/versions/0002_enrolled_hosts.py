"""Hosts that were enrolled over REST."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "hosts",
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("server", sa.String(255), nullable=False),
        sa.Column("declared", sa.Text, nullable=False),
        sa.Column("fixed_address", sa.String(15)),
        sa.Column("minion_id", sa.String(255), nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_hosts"),
        sa.UniqueConstraint("server", "fixed_address", name="uq_hosts_server_fixed_address"),
        sa.UniqueConstraint("minion_id", name="uq_hosts_minion_id"),
    )
    op.create_table(
        "macs",
        sa.Column("mac", sa.String(17), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("mac", name="pk_macs"),
        sa.ForeignKeyConstraint(["host"], ["hosts.name"], name="fk_macs_host", ondelete="CASCADE"),
    )
    op.create_index("ix_macs_host", "macs", ["host"])
    op.create_table(
        "enrolments",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("server", sa.String(255), nullable=False),
        sa.Column("declared", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enrolments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_enrolments_host", "enrolments", ["host"])
