"""A key has its own name in Salt's store and no other, whenever the process that stores it is killed."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path
from typing import Any

import pytest
import salt.cache
import salt.config

from salt_pxe.arming import proof
from salt_pxe.onboarding.key_files import STAGED, WRITTEN_SECONDS, KeyFiles
from salt_pxe.onboarding.minion_keys import KeyStore
from tests.functional.fault_lab import NEVER, Fuse
from tests.minion_keys import KEYS

MINION = "web01.example.com"
FINGERS = [proof.fingerprint(key) for key in KEYS]
NOBODY: set[str] = set()


def cache_of(pki: Path) -> Any:
    """Return Salt's own store of keys below a folder."""
    for name in ("minions", "minions_pre", "minions_rejected", "minions_denied"):
        (pki / name).mkdir(parents=True, exist_ok=True)
    opts = {**salt.config.DEFAULT_MASTER_OPTS, "__role": "master", "id": "salt_master", "user": "root"}
    return salt.cache.Cache({**opts, "pki_dir": str(pki), "cachedir": str(pki)}, driver="localfs_key")


def key_store(pki: Path) -> KeyStore:
    """Return the store that the runner works with."""
    return KeyStore(KeyFiles(cache_of(pki), pki, "root"), lambda name: None, lambda *words: None)


def names(pki: Path) -> set[str]:
    """Return every id that Salt knows a key of."""
    return {*cache_of(pki).list("keys"), *cache_of(pki).list_all("keys")}


def accept(pki: Path, at: int) -> tuple[int, int]:
    """Accept a key in a process of its own, which is killed before its n-th step; return its status and its steps."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        store = key_store(pki)
        fuse = Fuse(at)
        fuse.light()
        store.accept(MINION, KEYS[1])
        os.write(writing, b"%d" % fuse.steps)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        steps = said.read()
    return os.waitpid(pid, 0)[1], int(steps or 0)


@pytest.mark.parametrize("state", ["none", "accepted", "pending", "rejected"])
def test_no_kill_leaves_a_second_name(tmp_path: Path, state: str) -> None:
    """At no step; what was there before is there still or is replaced, and doing it again ends it."""
    status, steps = accept(tmp_path / "quiet", NEVER)
    assert status == 0 and steps >= 5
    for at in range(1, steps + 6):
        pki = tmp_path / str(at)
        if state != "none":
            cache_of(pki).store("keys", MINION, {"pub": KEYS[0], "state": state})
        status, _ = accept(pki, at)
        assert os.WIFEXITED(status) or os.WTERMSIG(status) == signal.SIGKILL
        assert names(pki) <= {MINION}, f"killed at step {at}"
        if state == "accepted":
            assert key_store(pki).accepted(MINION) in KEYS[:2]
        key_store(pki).accept(MINION, KEYS[1])
        assert names(pki) == {MINION} and key_store(pki).accepted(MINION) == KEYS[1]


def test_a_key_file_is_as_salt_makes_it(tmp_path: Path) -> None:
    """Owner, mode and content."""
    cache = cache_of(tmp_path)
    cache.store("keys", "salts", {"pub": KEYS[1], "state": "accepted"})
    key_store(tmp_path).accept(MINION, KEYS[1])
    salts, ours = (tmp_path / "minions" / name for name in ("salts", MINION))
    assert ours.read_bytes() == salts.read_bytes()
    for told in (lambda path: path.stat().st_uid, lambda path: stat.S_IMODE(path.stat().st_mode)):
        assert told(ours) == told(salts)
    assert cache.fetch("keys", MINION) == cache.fetch("keys", "salts")


def test_what_a_killed_writer_has_left_is_removed_and_named(tmp_path: Path) -> None:
    """A second name of a machine's proved key, and a file without a whole key; everything else stays."""
    cache_of(tmp_path)
    files = {
        "tmpabcdefg1": KEYS[0],
        "tmpabcdefg2": "",
        "tmpabcdefg3": KEYS[0][:90],
        "tmp_bcdefg4": KEYS[1],  # a minion of such a name, whose key nobody knows
        "tmpabcdefg5": KEYS[2],  # one that the ledger knows
        "tmpabcdefg": KEYS[0],
        MINION: KEYS[0],
    }
    for name, text in files.items():
        (tmp_path / "minions" / name).write_text(text)
    (tmp_path / "minions_pre" / "tmpabcdefg6").write_text(KEYS[0])
    staged = tmp_path / "minions" / STAGED / "x"
    staged.parent.mkdir()
    staged.write_text(KEYS[0])

    def owners(finger: str) -> set[str]:
        return {FINGERS[0]: {MINION}, FINGERS[2]: {"tmpabcdefg5"}}.get(finger, NOBODY)

    store = KeyFiles(cache_of(tmp_path), tmp_path)
    assert list(store.leftovers(owners)) == [], "it may be being written"
    later = staged.stat().st_mtime + WRITTEN_SECONDS + 60
    swept = sorted(store.leftovers(owners, later))
    assert swept == ["tmpabcdefg1", "tmpabcdefg2", "tmpabcdefg3", "tmpabcdefg6"]
    assert names(tmp_path) == {"tmp_bcdefg4", "tmpabcdefg5", "tmpabcdefg", MINION}
    assert not staged.exists()


def test_a_name_that_is_no_minion_id_is_not_stored(tmp_path: Path) -> None:
    """Not even the folder's own."""
    for name in (STAGED, "../x", "*", ""):
        with pytest.raises(ValueError, match="minion id"):
            KeyFiles(cache_of(tmp_path), tmp_path).store("keys", name, {"pub": KEYS[0], "state": "accepted"})
    assert names(tmp_path) == set()
