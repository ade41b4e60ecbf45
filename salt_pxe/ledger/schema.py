"""The tables of the ledger, as `migrations/` makes them; a test compares the two.

Times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows by itself only in an INTEGER column."""

IDENTITY = Table(
    "ledger",
    METADATA,
    Column("identity", String(32), primary_key=True),
    Column("made_at", BigInteger, nullable=False),
)
"""One row: which ledger this is."""

TRUST = Table(
    "trust",
    METADATA,
    Column("id", SERIAL, primary_key=True),
    Column("trusted", Boolean, nullable=False),
    Column("accepted_loss", String(8), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", String(255), nullable=False),
    Column("note", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Append-only: when a person trusted the ledger, or something gave reason not to. The last row counts."""

REQUESTS = Table(
    "requests",
    METADATA,
    Column("id", SERIAL, primary_key=True),
    # Empty in rows that were over before requests had a site.
    Column("site", String(63), nullable=False, server_default=""),
    Column("host", String(255), nullable=False),
    Column("request", String(128), nullable=False),
    Column("mac", String(17), nullable=False),
    Column("minion_id", String(255), nullable=False),
    # In lower case, by which ids are compared; SQLite adds a column only with a default.
    Column("minion_key", String(255), nullable=False, server_default=""),
    Column("key_generation", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("requested_at", BigInteger, nullable=False),
    Column("deadline", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("public_key", Text),
    Column("fingerprint", String(95)),
    Column("accepted_at", BigInteger),
    Column("retired_at", BigInteger),
    # "site/host" in lower case while the request is open: a host has at most one open request, on any database.
    Column("open_for", String(319)),
    UniqueConstraint("site", "host", "request"),
    UniqueConstraint("open_for"),
    Index(None, "minion_key"),
    sqlite_autoincrement=True,
)

NAMES = Table(
    "names",
    METADATA,
    Column("id", SERIAL, primary_key=True),
    Column("request_id", SERIAL, ForeignKey("requests.id"), nullable=False),
    Column("site", String(63), nullable=False),
    Column("name", String(255), nullable=False),
    Column("name_key", String(255), nullable=False),
    Column("request", String(128), nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("request_id", "site", "name"),
    Index(None, "name_key", "request"),
    sqlite_autoincrement=True,
)
"""Append-only: every name that the machine of a request was seen with; `name_key` is in lower case."""

ADDRESSES = Table(
    "addresses",
    METADATA,
    Column("request_id", SERIAL, ForeignKey("requests.id"), primary_key=True),
    Column("mac", String(17), primary_key=True),
    Column("request", String(128), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "mac", "request"),
)
"""Append-only: every MAC address that the machine of a request was seen with."""

HISTORY = Table(
    "history",
    METADATA,
    Column("id", SERIAL, primary_key=True),
    Column("request_id", SERIAL, ForeignKey("requests.id"), nullable=False),
    Column("step", Integer, nullable=False),
    Column("change", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", String(255), nullable=False),
    Column("note", Text, nullable=False),
    Column("mark", String(16), nullable=False),
    UniqueConstraint("request_id", "step"),
    sqlite_autoincrement=True,
)
"""Append-only: every change of every request."""

SERVING = Table(
    "serving",
    METADATA,
    Column("request_id", SERIAL, ForeignKey("requests.id"), primary_key=True),
    Column("server", String(255), primary_key=True),
    Column("served_at", BigInteger, nullable=False),
    Column("disarmed_at", BigInteger),
)
"""Which kickstart servers armed a request, and which of them have disarmed it."""

HOSTS = Table(
    "hosts",
    METADATA,
    Column("id", SERIAL, primary_key=True),
    Column("site", String(63), nullable=False),
    Column("name", String(255), nullable=False),
    Column("name_key", String(255), nullable=False),
    Column("server", String(255), nullable=False),
    Column("declared", Text, nullable=False),
    Column("fixed_address", String(15)),
    Column("minion_id", String(255), nullable=False),
    Column("minion_key", String(255), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("site", "name_key"),
    UniqueConstraint("server", "fixed_address"),
    UniqueConstraint("minion_key"),
    sqlite_autoincrement=True,
)
"""Hosts enrolled over REST; `declared` is what pillar would hold, as JSON. Keys are in lower case."""

MACS = Table(
    "macs",
    METADATA,
    Column("mac", String(17), primary_key=True),
    Column("host_id", SERIAL, ForeignKey("hosts.id", ondelete="CASCADE"), nullable=False),
    Index(None, "host_id"),
)

ENROLMENTS = Table(
    "enrolments",
    METADATA,
    Column("id", SERIAL, primary_key=True),
    # Empty in rows of hosts that went before hosts had a site.
    Column("site", String(63), nullable=False, server_default=""),
    Column("host", String(255), nullable=False),
    Column("name_key", String(255), nullable=False, server_default=""),
    Column("server", String(255), nullable=False),
    Column("declared", Text),
    Column("at", BigInteger, nullable=False),
    Column("by", String(255), nullable=False),
    Index(None, "name_key"),
    sqlite_autoincrement=True,
)
"""Append-only: what was enrolled when and by whom; without `declared` the host was retired."""
