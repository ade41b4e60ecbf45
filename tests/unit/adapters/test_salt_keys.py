"""Salt's own store of keys, whichever driver it has."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
import salt.crypt

from salt_pxe.adapters import salt_keys
from salt_pxe.ledger import database
from salt_pxe.onboarding.key_files import KeyFiles
from tests.minion_keys import KEYS
from tests.unit.adapters.salt_master import Master
from tests.unit.ledger.asking import row_of

MINION = "web01.example.com"


@pytest.fixture
def opts(master: Master) -> dict[str, Any]:
    """A master's configuration with the folders that it makes when it starts."""
    Path(master.opts["cachedir"]).mkdir()
    for name in ("minions", "minions_pre", "minions_rejected", "minions_denied"):
        Path(master.opts["pki_dir"], name).mkdir(parents=True)
    return master.opts


def test_a_key_is_accepted_told_and_deleted(opts: dict[str, Any], bus: list[tuple[str, Any]]) -> None:
    """Its minion is awaited before it may start."""
    awaited: list[str] = []
    store = salt_keys.key_store(opts, awaited.append)
    store.accept(MINION, KEYS[0])
    assert awaited == [MINION]
    assert Path(opts["pki_dir"], "minions", MINION).read_text().strip() == KEYS[0]
    assert salt_keys.key_store(opts, pytest.fail).accepted(MINION) == KEYS[0]
    store.drop(MINION, KEYS[1])
    assert store.accepted(MINION) == KEYS[0]
    store.drop(MINION, KEYS[0])
    assert store.accepted(MINION) is None
    assert [(tag, data["act"]) for tag, data in bus] == [("salt/key", "accepted"), ("salt/key", "delete")]


@pytest.mark.parametrize("rotate", [True, False])
def test_who_lost_his_key_reads_nothing_that_is_published_later(
    opts: dict[str, Any], bus: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch, rotate: bool
) -> None:
    """As salt-key does, and only where the master's configuration wants that."""
    dropped: list[tuple[Any, ...]] = []
    monkeypatch.setattr(salt.crypt, "dropfile", lambda *words: dropped.append(words))
    given = {**opts, "rotate_aes_key": rotate}
    store = salt_keys.key_store(given, lambda name: None)
    store.accept(MINION, KEYS[0])
    assert dropped == []
    store.drop(MINION, KEYS[0])
    assert dropped == ([(given["cachedir"], given["user"])] if rotate else [])


def test_keys_in_files_are_those_of_the_master_or_of_its_cluster(opts: dict[str, Any]) -> None:
    """Another driver keeps them elsewhere, and its own way of storing them is used."""
    files = salt_keys.key_files(opts, None)
    assert isinstance(files, KeyFiles) and files._pki == Path(opts["pki_dir"])
    cluster = {**opts, "cluster_id": "one", "cluster_pki_dir": "/srv/pki"}
    of_cluster = salt_keys.key_files(cluster, None)
    assert of_cluster and of_cluster._pki == Path("/srv/pki")
    assert salt_keys.key_files({**opts, "keys.cache_driver": "mysql"}, None) is None


def test_what_a_killed_process_left_is_removed_and_named(
    opts: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The ledger says whose key it is; where keys are not in files nothing is left behind."""
    ledger = database.ledger(f"sqlite:///{tmp_path}/other.db")
    now = int(time.time())
    facts = {"site": "fra1", "mac": "52:54:00:12:34:56", "minion_id": MINION, "key_generation": 1}
    ledger.request("web01", "CHG1", **facts, now=now, by="me")
    ledger.finish(row_of(ledger), KEYS[0], now=now, by="me")
    left = Path(opts["pki_dir"], "minions", "tmpabcdefgh")
    left.write_text(KEYS[0])
    os.utime(left, (1, 1))
    assert salt_keys.without_leftovers({**opts, "keys.cache_driver": "mysql"}, ledger) == []
    assert salt_keys.without_leftovers(opts, ledger) == ["tmpabcdefgh"]
    assert not left.exists()
    assert "tmpabcdefgh" in caplog.text
    assert salt_keys.without_leftovers(opts, ledger) == []
