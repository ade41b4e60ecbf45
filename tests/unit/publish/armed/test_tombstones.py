"""Which requests are over on a server, and that ending one needs no space."""

from __future__ import annotations

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salt_pxe.publish.armed import tombstones as room
from salt_pxe.publish.armed.armed_record import json_file
from salt_pxe.publish.armed.tombstones import Tombstones
from salt_pxe.publish.files.disk import Disk, PublishError
from tests.unit.disks import FragileDisk, FullDisk, Killed

STATE = "/var/lib/salt-pxe"


def test_a_reserved_tombstone_counts_once_its_request_is_buried(disk: Disk) -> None:
    """Reserving ends nothing; burying does, for this host and this text alone, however often it is done."""
    stones = Tombstones(disk, STATE)
    stones.reserve([("web01", "CHG1"), ("web01", "CHG2"), ("web02", "CHG1")])
    assert stones.among({"web01": "CHG1", "web02": "CHG1", "web03": "CHG1"}) == set()
    assert stones.of_host("web01") == []
    stones.bury("web01", "CHG1")
    stones.bury("web01", "CHG1")
    assert stones.among({"web01": "CHG1", "web02": "CHG1"}) == {("web01", "CHG1")}
    assert not stones.counts("web01", "CHG2")
    assert stones.of_host("web01") == ["CHG1"]


def test_burying_what_was_reserved_writes_nothing(disk: Disk) -> None:
    """On a full disk it works; what was never reserved is refused there by its path, and is not over."""
    Tombstones(disk, STATE).reserve([("web01", "CHG1")])
    full = Tombstones(FullDisk(disk.root), STATE)
    full.bury("web01", "CHG1")
    with pytest.raises(PublishError, match=r"/over/web02/[0-9a-f]{64}\.json: No space left"):
        full.bury("web02", "CHG1")
    assert full.among({"web01": "CHG1", "web02": "CHG1"}) == {("web01", "CHG1")}


def test_reserving_again_never_takes_an_end_back(disk: Disk) -> None:
    """A request that is over stays over when somebody reserves for it, or releases it."""
    stones = Tombstones(disk, STATE)
    stones.bury("web01", "CHG1")
    stones.reserve([("web01", "CHG1")])
    stones.release("web01", "CHG1")
    assert stones.counts("web01", "CHG1")


def test_a_released_tombstone_leaves_nothing(disk: Disk) -> None:
    """The request is as if it had never been armed, and can be reserved for once more."""
    stones = Tombstones(disk, STATE)
    stones.reserve([("web01", "CHG1")])
    stones.release("web01", "CHG1")
    assert disk.names(f"{STATE}/over/web01") == []
    assert not stones.counts("web01", "CHG1")
    assert stones.missing([("web01", "CHG1")]) == [("web01", "CHG1")]
    stones.reserve([("web01", "CHG1")])
    stones.bury("web01", "CHG1")
    assert stones.counts("web01", "CHG1")


@pytest.mark.parametrize("space", range(8))
def test_a_disk_that_gets_full_while_reserving_leaves_nothing(disk: Disk, space: int) -> None:
    """Either all are reserved or none is, and what was there before stays."""
    Tombstones(disk, STATE).reserve([("web09", "CHG9")])
    pairs = [("web01", "CHG1"), ("web02", "CHG1"), ("web03", "CHG1"), ("web09", "CHG9")]
    stones = Tombstones(FullDisk(disk.root, space), STATE)
    if space < 6:
        with pytest.raises(PublishError, match="No space left"):
            stones.reserve(pairs)
        assert stones.missing(pairs) == pairs[:3]
        assert [disk.names(f"{STATE}/over/{host}") for host, _ in pairs[:3]] == [[], [], []]
    else:
        stones.reserve(pairs)
        assert stones.missing(pairs) == []
    assert stones.among(dict(pairs)) == set()


@pytest.mark.parametrize(
    "request_", ["../../web02/x", "a/b", ".", "", "x" * 5000, "new\nline", "näht 💣", "CHG1 ", "chg1"]
)
def test_a_request_is_any_text(disk: Disk, request_: str) -> None:
    """Its file lies in the folder of its host, whatever the text says, and is that of no other text."""
    stones = Tombstones(disk, STATE)
    stones.reserve([("web01", request_)])
    stones.bury("web01", request_)
    assert stones.of_host("web01") == [request_]
    assert not stones.counts("web01", "CHG1")
    assert [path.parent.name for path in Path(disk.root).rglob("*.json")] == ["web01"]


@pytest.mark.parametrize("name", ["", "..", "../site", "a/b", "/etc/passwd", ".hidden", "a\0b"])
def test_a_host_that_leads_elsewhere_is_refused(disk: Disk, name: str) -> None:
    """Nothing is made for it, and nothing looked at."""
    stones = Tombstones(disk, STATE)
    for what in (stones.bury, stones.counts, stones.release):
        with pytest.raises(PublishError, match="is not the name of a host"):
            what(name, "CHG1")
    assert list(Path(disk.root).rglob("*")) == []


def test_lists_of_older_versions_still_count(disk: Disk) -> None:
    """A request in such a list is over, also that of a host whose name ends like a file's; the list stays as it is."""
    old = json_file({"host": "web01", "requests": ["CHG1", "CHG2"]})
    disk.write(f"{STATE}/tombstones/web01.json", old)
    stones = Tombstones(disk, STATE)
    stones.bury("web01", "CHG2")
    stones.bury("web01", "CHG3")
    stones.bury("web01.json", "CHG4")
    assert stones.of_host("web01") == ["CHG1", "CHG2", "CHG3"]
    assert stones.among({"web01": "CHG1", "web01.json": "CHG4", "web02": "CHG1"}) == {
        ("web01", "CHG1"),
        ("web01.json", "CHG4"),
    }
    found = disk.read(f"{STATE}/tombstones/web01.json")
    assert found and found.content == old.content


class AskedDisk(Disk):
    """A disk that counts what is asked of it."""

    asked = 0

    def names(self, folder: str) -> list[str]:
        pytest.fail(f"{folder} is listed")

    def exists(self, path: str) -> bool:
        self.asked += 1
        return super().exists(path)


def test_what_is_over_costs_by_what_is_asked(disk: Disk) -> None:
    """Among thousands of past requests of a host, and of thousands of hosts, no folder is listed."""
    stones = Tombstones(disk, STATE)
    stones.reserve([("web01", f"CHG{number}") for number in range(2000)])
    stones.reserve([(f"db{number}", "CHG1") for number in range(500)])
    counting = AskedDisk(disk.root)
    assert Tombstones(counting, STATE).among({"web01": "CHG7", "db7": "CHG1", "new": "CHG1"}) == set()
    assert counting.asked <= 6


Step = tuple[str, str, int]
steps = st.tuples(
    st.sampled_from(["reserve", "bury", "release"]), st.sampled_from(["CHG1", "CHG2"]), st.integers(0, 9)
)


@settings(max_examples=200, deadline=None)
@given(st.lists(steps, max_size=10), st.sampled_from([1, room.FEW]))
def test_no_crash_loses_an_end_or_makes_one(script: list[Step], few: int) -> None:
    """Whoever is killed at whatever change: what was buried stays over, and nothing else ever is.

    A burial that was killed is either done or not, and done when it is repeated.
    """
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "FEW", few)
        over, maybe = set[str](), set[str]()
        for what, text, left in script:
            stones = Tombstones(FragileDisk(folder, left), STATE)
            maybe |= {text} if what == "bury" else set()
            with contextlib.suppress(Killed):
                if what == "reserve":
                    stones.reserve([("web01", text)])
                elif what == "release":
                    stones.release("web01", text)
                else:
                    stones.bury("web01", text)
                    over.add(text)
            now = set(Tombstones(Disk(folder), STATE).of_host("web01"))
            assert over <= now <= maybe
            over |= now
        for text in maybe:
            Tombstones(Disk(folder), STATE).bury("web01", text)
        assert set(Tombstones(Disk(folder), STATE).of_host("web01")) == maybe
