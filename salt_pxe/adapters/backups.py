"""Backups of what the master knows, ledger and keys together, made while it works, and brought back."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.adapters.signal_decisions import request_name
from salt_pxe.api.times import stamped
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.ledger import replacement, snapshot
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.requests import Ledger
from salt_pxe.master import archive, keyring
from salt_pxe.master.archive import KEYS, LEDGER, ArchiveError
from salt_pxe.version import __version__


def backed_up(context: RunnerContext, file: str) -> dict[str, Any]:
    """Write ledger and keys into a new archive, and return what is in it. Raises ValueError, LedgerError, OSError."""
    return _saved(context, context.reader(), Path(file))


def restored(context: RunnerContext, file: str, force: bool = False) -> dict[str, Any]:
    """Bring ledger and keys of an archive back, and return what that did and what is to be done next.

    What is replaced is kept beside it. The ledger is not trusted until a person says so. With `force` open requests
    that the archive does not know are lost, and it may be another ledger than the one that was relied on. Raises
    ValueError, LedgerError, KeyRingError and OSError; then nothing has changed.
    """
    path = Path(file)
    with TemporaryDirectory(prefix="salt-pxe-") as folder:
        manifest = archive.read(path, Path(folder))
        saved = _saved_ledger(context, path, manifest, Path(folder) / LEDGER, force)
        keys = Path(folder) / KEYS
        ring = keyring.from_text(keys.read_bytes()) if keys.exists() else keyring.NO_KEYS
        ledger, stamp = _there(context), time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now()))
        at = f"before-restore-{stamp}-{secrets.token_hex(2)}"  # Two may come within a second.
        kept: dict[str, Any] = {}

        def keep() -> None:
            place = (context.settings.ledger_file or context.settings.spool).parent / f"{at}.tar"
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept["ledger"] = _saved(context, context.reader(), place)["file"]
            _, replaced = keyring.put_back(context.key_file(), ring, at)
            kept["keys"] = str(replaced) if replaced else None

        made = stamped("made_at", manifest["made_at"])["made_at"]
        done = replacement.replace_by(
            ledger,
            saved,
            now=now(),
            by=context.by,
            note=f"it was restored from the backup of {made}, and may have forgotten what is over",
            keep=keep,
            force=force,
        )
    context.fire(done.closed)
    trust = _trust_line(context, ledger)
    return {
        "ledger": manifest["ledger"],
        "serial": manifest["position"]["serial"],
        "made_at": made,
        "replaced": kept,
        "keys": sorted(context.ring().keys),
        "closed": [request_name(row) for row in done.closed],
        "open": [request_name(row) for row in done.open],
        "lost": [request_name(row) for row in done.lost],
        "hosts": done.hosts,
        **context.trust(ledger),
        "next": [*_to_do(done, path), trust],
    }


def _saved(context: RunnerContext, ledger: Reader, path: Path) -> dict[str, Any]:
    made_at = now()
    with TemporaryDirectory(prefix="salt-pxe-") as folder:
        file = Path(folder) / LEDGER
        snapshot.save(ledger, file)
        saved = snapshot.opened(file)
        # Read behind the ledger: what it was asked for by is then in it.
        keys = context.kept(saved)
        position = saved.standing().position
        facts = {
            "version": __version__,
            "schema": snapshot.schema(saved),
            "database": ledger.engine.dialect.name,
            "ledger": position.ledger,
            "position": position.to_plain(),
            "made_at": made_at,
        }
        rings = {KEYS: keyring.to_text(keys.ring)} if keys.ring.keys else {}
        size = archive.write(path, facts, {LEDGER: file, **rings})
    return {
        "file": str(path),
        "bytes": size,
        "ledger": position.ledger,
        "serial": position.serial,
        "keys": sorted(keys.ring.keys),
        **stamped("made_at", made_at),
        **({"warning": f"not all keys are in it: {keys.loss}"} if keys.loss else {}),
    }


def _saved_ledger(
    context: RunnerContext, path: Path, manifest: dict[str, Any], file: Path, force: bool
) -> Reader:
    """Return the ledger of an archive, after the checks that need no look at the one that is there."""
    try:
        position = Position.from_plain(manifest["position"])
        saved = snapshot.opened(file, context.site_of)
        fits = type(manifest["made_at"]) is int and saved.contains(position)
    except LedgerError as error:
        raise ArchiveError(
            f"{path}, made by salt-pxe {manifest.get('version')}, is no use here: {error}"
        ) from None
    except (KeyError, ValueError):
        fits = False
    if not fits or manifest.get("ledger") != position.ledger:
        raise ArchiveError(f"{path} is damaged: its manifest is not that of its ledger")
    relied = context.published()
    if relied and relied.ledger != position.ledger and not force:
        raise ArchiveError(
            f"{path} is the backup of another master: this one relied on the ledger {relied.ledger}, and it is one of "
            f"{position.ledger}; if it is meant, force=True"
        )
    return saved


def _there(context: RunnerContext) -> Ledger:
    try:
        return context.ledger()
    except LedgerError as error:
        file = context.settings.ledger_file
        away = (
            f": move {file} away, and what is beside it ({file}-wal, {file}-shm), then restore"
            if file
            else ""
        )
        raise LedgerError(f"{error}{away}") from None


def _to_do(done: replacement.Replaced, path: Path) -> list[str]:
    found = ["take every `install:` text that is done out of pillar: the ledger may have forgotten it"]
    if done.open:
        found.append("cancel each of `open` that was installed since the backup (pxe.cancel)")
    if done.lost:
        found.append("disarm each of `lost` where it is armed (pxe.disarm on its kickstart server)")
    if done.hosts:
        found.append("enroll each of `hosts` anew, which were enrolled since the backup (pxe.enroll)")
    if path.stat().st_mode & 0o077:
        found.append(
            f"others may have read {path}, which holds the keys: chmod 600, and `salt-run pxe.rotate_key`"
        )
    return found


def _trust_line(context: RunnerContext, ledger: Ledger) -> str:
    relied = context.published()
    loss = f"accept_loss={relied.code} " if relied and not ledger.contains(relied) else ""
    return f"then let it arm machines again: salt-run pxe.trust {loss}note='restored from a backup'"
