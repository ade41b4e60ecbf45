"""Requests, their history, the servers that serve them, and whether the ledger is trusted."""

from __future__ import annotations

import secrets
import time

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables, and give the ledger its identity."""
    ledger = op.create_table(
        "ledger",
        sa.Column("identity", sa.String(32), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("identity", name="pk_ledger"),
    )
    op.bulk_insert(ledger, [{"identity": secrets.token_hex(16), "made_at": int(time.time())}])
    op.create_table(
        "trust",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("trusted", sa.Boolean, nullable=False),
        sa.Column("accepted_loss", sa.String(8), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trust"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "requests",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("request", sa.String(128), nullable=False),
        sa.Column("mac", sa.String(17), nullable=False),
        sa.Column("minion_id", sa.String(255), nullable=False),
        sa.Column("key_generation", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("requested_at", sa.BigInteger, nullable=False),
        sa.Column("deadline", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("public_key", sa.Text),
        sa.Column("fingerprint", sa.String(95)),
        sa.Column("accepted_at", sa.BigInteger),
        sa.Column("retired_at", sa.BigInteger),
        sa.Column("open_for", sa.String(255)),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sa.UniqueConstraint("host", "request", name="uq_requests_host_request"),
        sa.UniqueConstraint("open_for", name="uq_requests_open_for"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_requests_minion_id", "requests", ["minion_id"])
    op.create_table(
        "history",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("request_id", _SERIAL, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("change", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_history_request_id"),
        sa.UniqueConstraint("request_id", "step", name="uq_history_request_id_step"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "serving",
        sa.Column("request_id", _SERIAL, nullable=False),
        sa.Column("server", sa.String(255), nullable=False),
        sa.Column("served_at", sa.BigInteger, nullable=False),
        sa.Column("disarmed_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("request_id", "server", name="pk_serving"),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_serving_request_id"),
    )
