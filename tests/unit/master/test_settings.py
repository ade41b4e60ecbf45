"""The master's settings: what an empty configuration means, and what is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salt_pxe.master.settings import Settings, settings

OPTS = {"cachedir": "/var/cache/salt/master", "pki_dir": "/etc/salt/pki/master"}


@pytest.mark.parametrize("given", [{}, {"pxe": None}, {"pxe": {}}])
def test_everything_has_a_default_below_the_masters_own_folders(given: dict[str, Any]) -> None:
    """The ledger and the spool are cache; the keys lie beside Salt's own."""
    assert settings({**OPTS, **given}) == Settings(
        ledger="sqlite:////var/cache/salt/master/pxe/ledger.db",
        key_file=Path("/etc/salt/pki/master/pxe_keys.json"),
        spool=Path("/var/cache/salt/master/pxe/spool"),
        deadline=4 * 3600,
    )


def test_each_setting_can_be_given() -> None:
    """What is given is taken as it is."""
    given = {"ledger": "postgresql://h/pxe", "key_file": "/k", "spool": "/s", "deadline": 60}
    assert settings({**OPTS, "pxe": given}) == Settings("postgresql://h/pxe", Path("/k"), Path("/s"), 60)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"legder": "x"}, "pxe:legder .* unknown; there are ledger, key_file, spool, deadline"),
        ({7: "x"}, "pxe:7 "),
        ({"ledger": "/var/ledger.db"}, "pxe:ledger .* database URL"),
        ({"ledger": None}, "pxe:ledger "),
        ({"key_file": "keys.json"}, "pxe:key_file .* absolute path"),
        ({"spool": ["/s"]}, "pxe:spool "),
        ({"deadline": True}, "pxe:deadline .* seconds"),
        ({"deadline": "4h"}, "pxe:deadline "),
        ({"deadline": 0}, "pxe:deadline "),
        (["ledger"], "pxe in the master's configuration is not a mapping"),
    ],
)
def test_what_is_wrong_is_named(given: Any, said: str) -> None:
    """A master that starts with a misspelt setting would keep its ledger somewhere else."""
    with pytest.raises(ValueError, match=said):
        settings({**OPTS, "pxe": given})


def test_no_error_repeats_a_value() -> None:
    """A database URL holds a password."""
    with pytest.raises(ValueError) as raised:
        settings({**OPTS, "pxe": {"ledger": "postgresql:user:hush@host"}})
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////var/x/ledger.db", Path("/var/x/ledger.db")),
        ("sqlite+pysqlite:////l.db", Path("/l.db")),
        ("postgresql://h/pxe", None),
        ("postgresql:///pxe", None),
        ("sqlite://", None),
    ],
)
def test_the_file_of_the_ledger_is_known_where_it_is_a_file(url: str, file: Path | None) -> None:
    """Whoever writes makes its folder."""
    assert settings({**OPTS, "pxe": {"ledger": url}}).ledger_file == file
