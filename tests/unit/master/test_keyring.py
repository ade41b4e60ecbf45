"""The file of keys: private from the start, made once, rotated without stranding anybody."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from salt_pxe.arming.proof import KeyRing
from salt_pxe.master.keyring import (
    NO_KEYS,
    KeyRingError,
    from_text,
    kept,
    key_ring,
    put_back,
    rotate,
    to_text,
)


def test_the_key_is_made_on_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    """The first use makes 32 random octets with mode 0600, whatever the umask; later uses give the same."""
    path = tmp_path / "keys"
    before = os.umask(0)
    try:
        made = key_ring(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o7777 == 0o600
    assert len(made.keys[made.current]) == 32
    assert key_ring(path) == made
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys"]


def test_processes_that_use_it_first_at_once_get_the_same_key(tmp_path: Path) -> None:
    """Nobody overwrites the key that another process has begun to hand out tokens with."""
    with get_context("fork").Pool(6) as pool:
        rings = pool.map(key_ring, [tmp_path / "keys"] * 24, chunksize=1)
    assert all(ring == rings[0] for ring in rings)
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys"]


def test_rotation_keeps_the_keys_of_installs_under_way(tmp_path: Path) -> None:
    """A token that an open request remembers is still known after a rotation; others go with the second one."""
    path = tmp_path / "keys"
    first = key_ring(path)
    token = first.token(1, "fra1", "web01", "52:54:00:12:34:56", "CHG1")
    second = rotate(path, in_use=())
    assert second.current == 2 and second.keys[2] != first.keys[1]
    assert second.token(1, "fra1", "web01", "52:54:00:12:34:56", "CHG1") == token
    assert set(rotate(path, in_use=(1,)).keys) == {1, 2, 3}
    assert set(rotate(path, in_use=()).keys) == {3, 4}
    assert path.stat().st_mode & 0o7777 == 0o600


def test_rotations_at_once_are_all_kept(tmp_path: Path) -> None:
    """No rotation is lost, and no generation is given twice."""
    path = tmp_path / "keys"
    with ThreadPoolExecutor(4) as pool:
        rings = list(pool.map(lambda _: rotate(path, in_use=range(100)), range(8)))
    assert sorted(ring.current for ring in rings) == list(range(2, 10))
    assert set(key_ring(path).keys) == set(range(1, 10))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_keys_that_others_can_read_are_not_used(tmp_path: Path, mode: int) -> None:
    """The error says the mode and what to do, and shows no key."""
    path = tmp_path / "keys"
    ring = key_ring(path)
    path.chmod(mode)
    with pytest.raises(KeyRingError, match=f"mode {mode:04o}") as caught:
        key_ring(path)
    assert ring.keys[1].hex() not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"current": 1, "keys": {}}',
        '{"current": 1, "keys": {"1": "c0ffee"}}',
        '{"current": 1, "keys": 7}',
    ],
)
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, content: str) -> None:
    """Making a new key in its place would strand every install under way, so a person decides."""
    path = tmp_path / "keys"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyRingError, match="damaged") as caught:
        key_ring(path)
    assert "c0ffee" not in str(caught.value)
    assert path.read_text() == content


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Whoever can write into the folder cannot point the keys elsewhere."""
    (tmp_path / "elsewhere").write_text("")
    (tmp_path / "keys").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        key_ring(tmp_path / "keys")


def test_a_key_is_made_only_where_nothing_was_ever_asked_for(tmp_path: Path) -> None:
    """A file that went while the ledger knows requests is lost: told, and never made anew by itself."""
    path = tmp_path / "keys"
    gone = kept(path, newest=2)
    assert gone.ring == NO_KEYS and "was lost" in gone.loss and "by key 2" in gone.loss
    assert "rotate_key lost=True" in gone.loss
    assert not path.exists()
    made = kept(path, newest=0)
    assert made.loss == "" and set(made.ring.keys) == {1}
    assert kept(path, newest=1) == made, "the key that is there is the one that was used"


def test_a_file_from_before_a_rotation_is_known_as_older(tmp_path: Path) -> None:
    """Its keys still prove what was asked for with them; none is made for new requests."""
    path, backup = tmp_path / "keys", tmp_path / "backup"
    before = key_ring(path)
    backup.write_bytes(path.read_bytes())
    after = rotate(path, in_use=(1,))
    assert kept(path, newest=2).loss == ""
    backup.rename(path)
    path.chmod(0o600)
    found = kept(path, newest=2)
    assert found.ring == before != after
    assert "older" in found.loss and "ends with key 1" in found.loss and "by key 2" in found.loss


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_that_is_unfit_is_a_loss_that_shows_no_key(tmp_path: Path, mode: int) -> None:
    """Damaged, or readable by others."""
    path = tmp_path / "keys"
    ring = key_ring(path)
    text = path.read_text()
    path.write_text(text if mode == 0o644 else text[:-5])
    path.chmod(mode)
    found = kept(path, newest=1)
    assert found.ring == NO_KEYS and found.loss
    assert ring.keys[1].hex() not in found.loss + repr(found)


def test_keys_that_are_lost_are_given_up_by_a_person_alone(tmp_path: Path) -> None:
    """No generation is ever given twice, and a plain rotation is refused meanwhile."""
    path = tmp_path / "keys"
    with pytest.raises(KeyRingError, match="was lost"):
        rotate(path, in_use=(2,), newest=2)
    assert not path.exists()
    ring = rotate(path, in_use=(2,), newest=2, lost=True)
    assert (ring.current, set(ring.keys)) == (3, {3})
    assert kept(path, newest=3).loss == ""
    with pytest.raises(KeyRingError, match="nothing is lost"):
        rotate(path, in_use=(), newest=3, lost=True)
    assert kept(path, newest=3).ring == ring
    assert rotate(path, in_use=(), newest=3).current == 4


def test_an_older_file_goes_on_above_every_generation_that_was_used(tmp_path: Path) -> None:
    """Its own keys stay where an open request needs them."""
    path = tmp_path / "keys"
    first = key_ring(path)
    with pytest.raises(KeyRingError, match="older"):
        rotate(path, in_use=(1, 2), newest=2)
    ring = rotate(path, in_use=(1, 2), newest=2, lost=True)
    assert (ring.current, set(ring.keys), ring.keys[1]) == (3, {1, 3}, first.keys[1])


def test_a_damaged_file_stays_beside_the_new_one(tmp_path: Path) -> None:
    """Somebody may get a key out of it."""
    path = tmp_path / "keys"
    path.write_text("half")
    path.chmod(0o600)
    assert rotate(path, in_use=(1,), newest=1, lost=True).current == 2
    (damaged,) = tmp_path.glob("keys.*.damaged")
    assert damaged.read_text() == "half"


def test_saved_keys_come_back_beside_those_made_since(tmp_path: Path) -> None:
    """The newest stays current; the replaced file is kept, and a file that holds them all is left as it is."""
    path = tmp_path / "keys.json"
    saved = key_ring(path)
    newer = rotate(path, in_use=[])
    path.unlink()
    assert put_back(path, saved, "old") == (saved, None)
    assert path.stat().st_mode & 0o077 == 0
    ring, kept_at = put_back(path, newer, "old")
    assert ring == newer and kept_at and from_text(kept_at.read_bytes()) == saved
    assert put_back(path, saved, "again") == (newer, None)
    assert put_back(path, NO_KEYS, "again") == (newer, None)


def test_a_damaged_file_is_kept_when_keys_come_back(tmp_path: Path) -> None:
    """It may be what somebody has to look at."""
    path = tmp_path / "keys.json"
    saved = key_ring(path)
    path.write_text("damaged")
    ring, kept_at = put_back(path, saved, "old")
    assert ring == saved and kept_at and kept_at.read_text() == "damaged"


def test_keys_read_as_they_were_written() -> None:
    """And what is no file of keys is refused without a word of its content."""
    ring = KeyRing(2, {1: b"a" * 32, 2: b"b" * 32})
    assert from_text(to_text(ring)) == ring
    for text in (b"", b"secret", to_text(KeyRing(3, ring.keys)), to_text(KeyRing(1, {1: b"short"}))):
        with pytest.raises(ValueError, match=r"^these are no keys$"):
            from_text(text)
