"""What the Salt master's configuration says of salt-pxe: its `pxe` key with the defaults, and who its servers are."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salt_pxe.arming.request import LIFETIME
from salt_pxe.master.kickstart_servers import Servers, ServersError
from salt_pxe.master.kickstart_servers import servers as resolved

KEY = "pxe"
"""The key in the master's configuration."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the master keeps what belongs to salt-pxe. Nothing is made here; who writes makes the folders (0700)."""

    ledger: str
    """SQLAlchemy URL of the ledger."""
    key_file: Path
    """The keys that tokens are made with: `master/keyring.py`."""
    spool: Path
    """The folder of signals that are not decided yet: `onboarding/reports.py`."""
    deadline: int = LIFETIME
    """Seconds from request to deadline."""

    @property
    def ledger_file(self) -> Path | None:
        """The file of an SQLite ledger, whose folder has to exist; None for any other database."""
        scheme, _, path = self.ledger.partition(":///")
        return Path(path) if scheme.split("+")[0] == "sqlite" and path else None


def settings(opts: Mapping[str, Any]) -> Settings:
    """Return the settings in a master's configuration (Salt's `opts`).

    All keys are optional. Raises ValueError that names `pxe:<key>` for an unknown key or an unfit value.
    """
    given = opts.get(KEY)
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise ValueError(f"{KEY} in the master's configuration is not a mapping of settings")
    for key, value in given.items():
        if key not in _FIT:
            known = ", ".join(_FIT)
            raise ValueError(f"{KEY}:{key} in the master's configuration is unknown; there are {known}")
        wanted, fits = _FIT[key]
        if not fits(value):
            # The value stays unsaid: a URL may hold a password.
            raise ValueError(f"{KEY}:{key} in the master's configuration is not {wanted}")
    home = Path(opts["cachedir"]) / "pxe"
    return Settings(
        ledger=given.get("ledger") or f"sqlite:///{home / 'ledger.db'}",
        key_file=Path(given.get("key_file") or Path(opts["pki_dir"]) / "pxe_keys.json"),
        spool=Path(given.get("spool") or home / "spool"),
        deadline=given.get("deadline", LIFETIME),
    )


_last: list[tuple[Any, Any, Servers]] = []
"""What was read last: a master compiles a pillar for each of its minions, and asks this each time."""


def kickstart_servers(opts: Mapping[str, Any]) -> Servers:
    """Return which minions are kickstart servers, and of which site, as a master's configuration (`opts`) names them.

    That is `ext_pillar: - pxe: {servers: ...}`; without it there are none. Raises ServersError.
    """
    runs = opts.get("ext_pillar")
    found = (
        [run[KEY] for run in runs if isinstance(run, Mapping) and KEY in run]
        if isinstance(runs, list)
        else []
    )
    if not found:
        return Servers()
    if len(found) > 1:
        # A minion may have asked for one of them, where on_demand_ext_pillar lets it.
        raise ServersError(
            "ext_pillar names pxe more than once, or on_demand_ext_pillar lets minions name it"
        )
    if any(KEY in run and len(run) > 1 for run in runs or () if isinstance(run, Mapping)):
        # Salt calls both, but keeps the answer of the last one alone.
        raise ServersError("ext_pillar names pxe and another extension behind one dash; give each its own")
    given, groups = found[0], opts.get("nodegroups")
    if _last and _last[0][0] == given and _last[0][1] == groups:
        return _last[0][2]
    if given in (None, "", []):
        given = {}
    if not isinstance(given, Mapping) or given.keys() - {"servers"}:
        raise ServersError("ext_pillar: - pxe: takes a mapping with one key, servers")
    made = resolved(given.get("servers"), groups)
    _last[:] = [(copy.deepcopy(found[0]), copy.deepcopy(groups), made)]
    return made


def serves(opts: Mapping[str, Any]) -> Callable[[str], bool]:
    """Return what tells whether a site is served by a master. Where its configuration is wrong none is."""

    def is_served(site: str) -> bool:
        try:
            return kickstart_servers(opts).serves(site)
        except ServersError:
            return False

    return is_served


def _is_url(value: object) -> bool:
    return isinstance(value, str) and "://" in value


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/") and "\0" not in value


def _is_seconds(value: object) -> bool:
    return type(value) is int and value > 0


_FIT: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "ledger": ("a database URL, such as postgresql+psycopg://user:password@host/pxe", _is_url),
    "key_file": ("an absolute path", _is_path),
    "spool": ("an absolute path", _is_path),
    "deadline": ("a number of seconds above 0", _is_seconds),
}
