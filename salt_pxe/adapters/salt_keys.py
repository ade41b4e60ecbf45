"""Salt's key store on a master."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import salt.cache
import salt.crypt

from salt_pxe.adapters import bus_events
from salt_pxe.ledger import history
from salt_pxe.ledger.queries import Reader
from salt_pxe.onboarding.key_files import KeyFiles
from salt_pxe.onboarding.minion_keys import KeyStore

log = logging.getLogger(__name__)


def key_store(opts: Mapping[str, Any], await_start: Callable[[str], None]) -> KeyStore:
    """Return Salt's key store. `await_start` is called with the minion id before a key is accepted."""

    def say(minion_id: str, act: str) -> None:
        bus_events.fire_key(opts, minion_id, act)
        if act == "delete" and opts.get("rotate_aes_key"):
            # As salt-key does: who had the key must not read what is published from now on.
            salt.crypt.dropfile(opts["cachedir"], opts["user"])

    cache = salt.cache.Cache(opts, driver=opts["keys.cache_driver"])
    return KeyStore(key_files(opts, cache) or cache, await_start, say)


def key_files(opts: Mapping[str, Any], cache: Any) -> KeyFiles | None:
    """Return Salt's key store where it is made of files; None where it is something else."""
    if opts["keys.cache_driver"] != "localfs_key":
        return None
    pki = opts["cluster_pki_dir" if opts.get("cluster_id") else "pki_dir"]
    return KeyFiles(cache, Path(pki), opts.get("user"))


def without_leftovers(opts: Mapping[str, Any], ledger: Reader) -> list[str]:
    """Remove what a killed process has left among Salt's keys: it would stay accepted under a name of its own.

    Returns the names of the removed files.
    """
    files = key_files(opts, None)
    if files is None:
        return []
    removed = list(files.leftovers(functools.partial(history.key_owners, ledger)))
    for name in removed:
        log.warning("pxe: the key file %s was left by a process that was killed, and is removed", name)
    return removed
