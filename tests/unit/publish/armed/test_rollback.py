"""What is taken back where arming fails."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from salt_pxe.publish.armed.rollback import NAMED, wholly
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.site.artefact import File
from tests.unit.publish.armed.armed_site import HOSTS, boot_files, files_on, marker, publish

PAIR = ("web01", "CHG1")


def failing(disk: Disk, asked: Mapping[str, tuple[str, str]], **more: object) -> str:
    """Fail while these are armed, and return what is said."""
    files = files_on(disk)
    with pytest.raises(PublishError) as told, wholly(files, asked, [*asked], files.locked, **more):  # type: ignore[arg-type]
        raise OSError("no space left")
    return str(told.value)


def test_what_goes_well_is_left_alone(disk: Disk) -> None:
    """Nothing is looked at."""
    publish(disk, dict([PAIR]))
    files = files_on(disk)
    with wholly(files, {"/nowhere": PAIR}, [], files.locked):
        pass
    assert files.names() == ["web01"]


def test_who_is_not_wholly_armed_loses_what_is_there_and_is_named(disk: Disk) -> None:
    """A file that waits for its record goes, and so does a tombstone that does not count, under each name."""
    files, path = files_on(disk), "/srv/pxe/ks/pool/x"
    disk.write(path, File(b"x"))
    pairs = (PAIR, ("db01", "CHG1"))
    files.reserve(pairs, files.locked)
    assert failing(disk, {path: PAIR}, pairs={"web01": pairs}) == "no space left; not armed: web01"
    assert not disk.exists(path) and files.tombstones.missing(pairs) == sorted(pairs)


def test_who_is_wholly_armed_stays_so(disk: Disk) -> None:
    """The failure was another's."""
    publish(disk, dict([PAIR]))
    assert failing(disk, {marker(HOSTS["web01"]): PAIR}) == "no space left"
    assert len(boot_files(disk, HOSTS["web01"])) == 2


def test_a_record_that_lacks_a_file_arms_nobody(disk: Disk) -> None:
    """It is taken away with the rest; the request may arm the host later."""
    publish(disk, dict([PAIR]))
    disk.remove(marker(HOSTS["web01"]))
    assert failing(disk, {marker(HOSTS["web01"]): PAIR}).endswith("not armed: web01")
    assert files_on(disk).names() == [] and boot_files(disk, HOSTS["web01"]) == []
    publish(disk, dict([PAIR]))
    assert files_on(disk).names() == ["web01"]


def test_of_many_the_first_are_named() -> None:
    """A line stays readable."""
    many = {f"/srv/pxe/ks/pool/{number}": (f"h{number:03}", "CHG1") for number in range(NAMED + 5)}
    assert "h019 and 5 more" in failing(Disk("/nonexistent"), many)


def test_who_is_armed_under_another_name_stays_so_though_the_new_one_fails(disk: Disk) -> None:
    """Only what is new goes. By another request, or where the old record lacks a file, nobody is spared."""
    publish(disk, dict([PAIR]))
    files, mine, new = files_on(disk), marker(HOSTS["web01"]), "/srv/pxe/ks/pool/new"
    now = ("db01", "CHG1")
    disk.write(new, File(b"x"))
    assert failing(disk, {mine: now, new: now}, pairs={"db01": (now, PAIR)}) == "no space left"
    assert disk.exists(mine) and not disk.exists(new)
    assert files.names() == ["web01"] and len(boot_files(disk, HOSTS["web01"])) == 2
    other = ("db01", "CHG2")
    said = failing(disk, {mine: other}, pairs={"db01": (other, ("web01", "CHG2"))})
    assert said.endswith("not armed: db01") and not disk.exists(mine)
    assert failing(disk, {new: now}, pairs={"db01": (now, PAIR)}).endswith("not armed: db01")
