"""Times as people and programs read them: ISO 8601 in UTC, and seconds since 1970."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any


def iso(at: int) -> str:
    """Return a time as `2026-11-23T04:05:06Z`."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamped(name: str, at: int | None) -> dict[str, Any]:
    """Return a time under its name, and under `<name>_seconds`; nothing for no time."""
    return {} if at is None else {name: iso(at), f"{name}_seconds": at}
