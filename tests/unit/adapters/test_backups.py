"""What the master knows is backed up and brought back, and arms nothing until a person says so."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
import salt.loader

from salt_pxe.adapters.backups import backed_up, restored
from salt_pxe.adapters.proof_key import rotated
from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.ledger.replacement import OpenUnknown
from salt_pxe.master.archive import KEYS, LEDGER, MANIFEST, ArchiveError
from salt_pxe.version import __version__
from tests.unit.adapters.salt_master import KS, Master
from tests.unit.ledger.asking import mac_of, row_of

Bus = list[tuple[str, Any]]


def ask(context: RunnerContext, host: str = "web01", request: str = "CHG1") -> None:
    """Ask for an install."""
    facts = {"site": "fra1", "mac": mac_of(host), "minion_id": host}
    generation = context.ring().current
    context.ledger().request(host, request, **facts, key_generation=generation, now=now(), by="me")


@pytest.fixture
def context(master: Master, bus: Bus) -> RunnerContext:
    """A master that is installing a machine."""
    found = RunnerContext({**master.opts, "id": KS})
    ask(found)
    return found


@pytest.fixture
def file(context: RunnerContext, tmp_path: Path) -> str:
    """A backup of that moment."""
    return str(backed_up(context, str(tmp_path / "backup.tar"))["file"])


def test_a_backup_says_what_it_is(context: RunnerContext, file: str) -> None:
    """The manifest names the version, the schema, the database and the position; the answer holds no secret."""
    with tarfile.open(file) as tar:
        assert tar.getnames() == [MANIFEST, LEDGER, KEYS]
        content = tar.extractfile(MANIFEST)
        assert content
        manifest = json.load(content)
    position = context.reader().standing().position
    assert manifest["position"] == position.to_plain() and manifest["ledger"] == position.ledger
    assert (manifest["version"], manifest["database"]) == (__version__, "sqlite")
    assert manifest["schema"].isdigit() and abs(manifest["made_at"] - now()) < 60
    assert Path(file).stat().st_mode & 0o077 == 0


def test_no_answer_holds_a_key(context: RunnerContext, file: str, tmp_path: Path) -> None:
    """Neither does the manifest."""
    keys = [key.hex() for key in context.ring().keys.values()]
    told = [backed_up(context, str(tmp_path / "again.tar")), restored(context, file)]
    with tarfile.open(file) as tar:
        content = tar.extractfile(MANIFEST)
        assert content
        told.append({"manifest": content.read().decode()})
    assert keys and not [key for key in keys if key in json.dumps(told)]


def test_a_master_that_lost_all_goes_on(context: RunnerContext, file: str, master: Master, bus: Bus) -> None:
    """With the ledger, its keys, and a person's word: the machine that was installing may finish."""
    keys = context.ring().keys
    assert context.settings.ledger_file
    for path in context.settings.ledger_file.parent.glob("ledger.db*"):
        path.unlink()
    context.settings.key_file.unlink()
    done = restored(context, file)
    assert (done["open"], done["closed"], done["lost"]) == (["web01 by 'CHG1'"], [], [])
    assert not done["trusted"] and "restored from the backup" in done["reason"]
    assert context.ring().keys == keys and context.kept().loss == ""
    ledger = context.ledger()
    assert context.distrust(ledger)
    ledger.trust(now=now(), by="me")
    assert context.distrust(ledger) == ""
    row = ledger.find("fra1", "web01", "CHG1")
    assert row and row.is_open(now())


def test_it_stays_distrusted_until_the_very_loss_is_accepted(context: RunnerContext, file: str) -> None:
    """The answer names the call, with its code."""
    ask(context, "web02", "CHG2")
    ledger = context.ledger()
    ledger.move(row_of(ledger, "web02", "CHG2"), "cancelled", now=now(), by="me")
    context.rely_on(ledger)
    relied = context.published()
    done = restored(context, file)
    assert relied and f"salt-run pxe.trust accept_loss={relied.code} note=" in done["next"][-1]
    ledger.trust(now=now(), by="me")
    assert relied.code in context.distrust(ledger)
    ledger.trust(now=now(), by="me", accept_loss=relied.code)
    assert context.distrust(ledger) == ""


def test_what_is_replaced_is_kept_and_can_be_brought_back(context: RunnerContext, file: str) -> None:
    """With the keys of that time. Keys that were made since the backup stay."""
    rotated(context)
    ask(context, "web02", "CHG2")
    with pytest.raises(OpenUnknown, match="web02 by 'CHG2'"):
        restored(context, file)
    assert context.ledger().find("fra1", "web02", "CHG2")
    done = restored(context, file, force=True)
    assert done["lost"] == ["web02 by 'CHG2'"] and "pxe.disarm" in " ".join(done["next"])
    assert done["keys"] == [1, 2] and context.ledger().find("fra1", "web02", "CHG2") is None
    kept = Path(done["replaced"]["ledger"])
    assert kept.stat().st_mode & 0o077 == 0
    assert restored(context, str(kept))["open"] == ["web01 by 'CHG1'", "web02 by 'CHG2'"]


def test_an_install_that_is_over_is_told(context: RunnerContext, file: str, bus: Bus) -> None:
    """Its event is fired again, for whoever follows it."""
    context.ledger().move(row_of(context.ledger()), "cancelled", now=now(), by="me")
    assert restored(context, file)["closed"] == ["web01 by 'CHG1'"]
    assert [tag for tag, _ in bus] == ["salt/pxe/fra1/web01/cancelled"]


def test_another_masters_backup_is_refused(context: RunnerContext, file: str, tmp_path: Path) -> None:
    """Where this one relied on another ledger, also after that was lost. A master that is new takes it."""
    folder = tmp_path / "other"
    folder.mkdir()
    other = RunnerContext({**Master(folder).opts, "id": KS})
    other.rely_on(other.ledger())
    relied = other.published()
    assert relied
    with pytest.raises(ArchiveError, match=f"another master: this one relied on the ledger {relied.ledger}"):
        restored(other, file)
    done = restored(other, file, force=True)
    assert f"accept_loss={relied.code}" in done["next"][-1]


def test_a_damaged_one_changes_nothing(context: RunnerContext, file: str) -> None:
    """In the ledger, the keys, or what the manifest says of the ledger."""
    whole = Path(file).read_bytes()
    position = context.reader().standing()
    mark = position.position.mark.encode()
    for part in (b"SQLite format 3", b'"current"', mark):
        content = bytearray(whole)
        content[content.index(part) + 3] = (
            ord("0") if content[content.index(part) + 3] != ord("0") else ord("1")
        )
        Path(file).write_bytes(content)
        with pytest.raises(ArchiveError, match="damaged"):
            restored(context, file)
    assert context.reader().standing() == position and context.kept().loss == ""
    Path(file).write_bytes(whole)
    assert restored(context, file)["serial"] == position.position.serial


def test_a_host_that_was_enrolled_since_is_told(context: RunnerContext, file: str) -> None:
    """With what to do."""
    context.ledger().enroll("web08", KS, {"mac": "52:54:00:00:00:08"}, site="fra1", now=now(), by="me")
    done = restored(context, file)
    assert done["hosts"] == ["web08"] and "pxe.enroll" in " ".join(done["next"])


def test_one_that_others_could_read_is_told(context: RunnerContext, file: str) -> None:
    """Its keys are no secret any more."""
    assert "rotate_key" not in " ".join(restored(context, file)["next"])
    Path(file).chmod(0o644)
    assert "rotate_key" in " ".join(restored(context, file)["next"])


def test_a_backup_without_its_keys_says_so(context: RunnerContext, tmp_path: Path) -> None:
    """It is made all the same; what is there is not replaced by nothing when it is restored."""
    path = context.settings.key_file
    keys = path.read_bytes()
    path.unlink()
    done = backed_up(context, str(tmp_path / "poor.tar"))
    assert done["keys"] == [] and "was lost" in done["warning"]
    path.write_bytes(keys)
    path.chmod(0o600)
    assert restored(context, done["file"])["keys"] == [1]


def test_the_runner_offers_both(master: Master, context: RunnerContext, tmp_path: Path) -> None:
    """Beside its other functions, with every refusal as data."""
    opts = {**master.opts, "sock_dir": str(tmp_path), "__cli": "salt-run"}
    runner = salt.loader.runner(opts, context={}, utils={})
    file = str(tmp_path / "backup.tar")
    assert runner["pxe.backup"](file)["file"] == file
    assert "is there already" in runner["pxe.backup"](file)["error"]
    assert runner["pxe.restore"](file)["trusted"] is False
    assert "error" in runner["pxe.restore"](str(tmp_path / "none.tar"))
    assert "web01" in runner["pxe.status"]()
