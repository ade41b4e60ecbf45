"""A database's own errors become those of the ledger, and carry no secret."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import ArgumentError, OperationalError

from salt_pxe.ledger.errors import LedgerError, translated


def failing(error: Exception) -> str:
    """Return what the ledger says where the database fails like that."""
    with pytest.raises(LedgerError) as told, translated():
        raise error
    return str(told.value)


def test_the_driver_s_own_words_are_told_and_the_statement_is_not() -> None:
    """Statements hold names and requests."""
    inner = RuntimeError("disk I/O error")
    said = failing(OperationalError("SELECT secret FROM requests", {"host": "secret"}, inner))
    assert said == "the ledger cannot be used: RuntimeError: disk I/O error"


def test_a_url_is_not_repeated() -> None:
    """It may hold a password."""
    said = failing(ArgumentError("Could not parse URL from string 'postgresql://u:canary@h'"))
    assert "canary" not in said and "URL" in said


def test_a_driver_that_is_not_installed_is_named() -> None:
    """So that somebody can install it."""
    assert failing(ModuleNotFoundError("No module named 'psycopg'")) == (
        "the driver of the ledger's database is missing: No module named 'psycopg'"
    )


def test_what_is_no_error_of_the_database_passes() -> None:
    """A bug is not taken for a full disk."""
    with pytest.raises(KeyError), translated():
        raise KeyError("x")
