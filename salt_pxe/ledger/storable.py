"""What every database of the ledger can hold: checked before a statement runs, so that SQLite and PostgreSQL agree.

PostgreSQL holds no NUL in a text, no text that is not Unicode, and nothing longer than its column; SQLite takes most
of that. Integers have 64 bits, and 32 where PostgreSQL's column has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import BigInteger, Engine, Integer, event

from salt_pxe.ledger.errors import Unstorable


def check_statements(engine: Engine) -> None:
    """Let the engine's statements raise Unstorable for values that no ledger can hold or look for."""
    event.listen(engine, "before_cursor_execute", _check)


def _check(
    connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    compiled = getattr(context, "compiled", None)
    if compiled is None:
        return  # A statement without values: BEGIN, a migration.
    writes = context.isinsert or context.isupdate
    for row in context.compiled_parameters:
        _check_row(row, compiled.binds if writes else {})


def _check_row(row: Mapping[str, Any], binds: Mapping[str, Any]) -> None:
    for name, value in row.items():
        kind = binds[name].type if name in binds else None
        for one in _each(value):
            if reason := _reason(one, kind):
                # The name of the value's column, and never the value.
                raise Unstorable(f"the ledger cannot hold this {name.rstrip('_0123456789')}: {reason}")


def _each(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _each(one)
    else:
        yield value


def _reason(value: Any, kind: Any) -> str:
    """Return why a column of this kind cannot hold a value, or why none can; an empty text where it can."""
    if isinstance(value, int):
        most = 2**31 if isinstance(kind, Integer) and not isinstance(kind, BigInteger) else 2**63
        return "" if -most <= value < most else "the number is too large"
    if not isinstance(value, str):
        return ""
    if "\0" in value:
        return "it holds a NUL"
    longest = getattr(kind, "length", None)
    if longest is not None and len(value) > longest:
        return f"it is longer than {longest} characters"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "it is no Unicode text"
    return ""
