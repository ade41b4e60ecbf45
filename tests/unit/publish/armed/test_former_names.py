"""A machine that gets another name while it is armed stays one machine, under both names, whatever is killed when."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from salt_pxe.publish.armed.armed_record import ArmedRecord
from salt_pxe.publish.armed.boot_change import publish_boot
from salt_pxe.publish.armed.former_names import FormerNames
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.artefact import File
from salt_pxe.site.site import Site
from tests.unit.disks import FragileDisk, Killed
from tests.unit.publish.armed.armed_site import (
    FORMER,
    HOSTS,
    RENAMED,
    SITE,
    boot_files,
    files_on,
    kickstart_path,
    marker,
    plan_of,
    publish,
    site_of,
)

MAC = HOSTS["web01"]
ARMED, NOW_ARMED = {"web01": "CHG1"}, {"db01": "CHG1"}
CASED = site_of({"WEB01" if name == "web01" else name: mac for name, mac in HOSTS.items()})


def whole(disk: Disk) -> bool:
    """Tell whether the machine boots its installer and finds all that this needs."""
    return len(boot_files(disk, MAC)) == 2 and disk.exists(kickstart_path(MAC)) and disk.exists(marker(MAC))


def nothing_is_left(disk: Disk) -> None:
    """Assert that the machine is disarmed for good, under either name."""
    files = files_on(disk)
    assert not boot_files(disk, MAC) and not disk.exists(marker(MAC)) and not disk.exists(kickstart_path(MAC))
    for late, site, former in ((ARMED, SITE, {}), (NOW_ARMED, RENAMED, FORMER)):
        publish(disk, late, site, former)
        assert not boot_files(disk, MAC) and files.names() == [], (
            "a late run of the states has armed it again"
        )
    assert disk.names(files.former_names.folder) == []


def test_it_has_one_record_and_stays_armed_all_the_time(disk: Disk) -> None:
    """Under its present name; what its running install needs is there at every moment."""

    class Watched(Disk):
        def write(self, *given: object, **more: object) -> None:
            super().write(*given, **more)  # type: ignore[arg-type]
            assert whole(disk)

        def remove(self, path: str) -> bool:
            gone = super().remove(path)
            assert whole(disk)
            return gone

    publish(disk, ARMED)
    publish(Watched(disk.root), NOW_ARMED, RENAMED, FORMER)
    files = files_on(disk)
    assert files.names() == ["db01"]
    record = files.record("db01")
    assert record and record.pairs == (("db01", "CHG1"), ("web01", "CHG1"))
    assert plan_of(disk, NOW_ARMED, RENAMED, former=FORMER).shown == []


@pytest.mark.parametrize("request_", ["CHG1", None])
@pytest.mark.parametrize("name", ["web01", "db01"])
def test_it_is_disarmed_by_either_name(disk: Disk, name: str, request_: str | None) -> None:
    """For good; another request of the name leaves it armed."""
    publish(disk, ARMED)
    publish(disk, NOW_ARMED, RENAMED, FORMER)
    assert not files_on(disk).disarm(name, "CHG9").was_armed and whole(disk)
    done = files_on(disk).disarm(name, request_)
    assert (done.was_armed, done.request) == (True, "CHG1") and marker(MAC) in done.files
    nothing_is_left(disk)
    for again in ("web01", "db01"):
        assert not files_on(disk).disarm(again, "CHG1").was_armed


@pytest.mark.parametrize("name", ["web01", "db01"])
@pytest.mark.parametrize("late", [False, True])
def test_wherever_it_is_killed_the_machine_can_be_disarmed_by_either_name(
    tmp_path: Path, name: str, late: bool
) -> None:
    """While it gets its new name; or while a run of the states that began before gives it the old one again."""
    kills = 0
    for changes in range(200):
        folder = str(tmp_path / str(changes))
        disk = Disk(folder)
        publish(disk, ARMED)
        if late:
            publish(disk, NOW_ARMED, RENAMED, FORMER)
        with contextlib.suppress(Killed):
            fragile = FragileDisk(folder, changes)
            publish(fragile, ARMED) if late else publish(fragile, NOW_ARMED, RENAMED, FORMER)
            break
        kills += 1
        assert whole(disk), changes
        first = files_on(disk).disarm(name, "CHG1").was_armed
        assert first or (name == "db01" and not late), (
            "until it has its new name here, it is known by the old one"
        )
        for other in ("web01", "db01"):  # The master disarms it by each of its names.
            files_on(disk).disarm(other, "CHG1")
        nothing_is_left(disk)
    assert kills > 3


@pytest.mark.parametrize("changes", range(30))
def test_disarming_that_is_killed_is_done_by_repeating_it(tmp_path: Path, changes: int) -> None:
    """By either name."""
    disk = Disk(str(tmp_path))
    publish(disk, ARMED)
    publish(disk, NOW_ARMED, RENAMED, FORMER)
    with contextlib.suppress(Killed):
        files_on(FragileDisk(disk.root, changes)).disarm("web01", "CHG1")
    files_on(disk).disarm("web01", "CHG1")
    nothing_is_left(disk)


def test_a_name_in_another_case_is_another_name(disk: Disk) -> None:
    """Both are told apart on disk, and mean one machine."""
    publish(disk, ARMED)
    publish(disk, {"WEB01": "CHG1"}, CASED, {"WEB01": ("web01",)})
    assert files_on(disk).names() == ["WEB01"] and whole(disk)
    assert files_on(disk).disarm("web01").was_armed and not boot_files(disk, MAC)


def test_who_was_disarmed_meanwhile_under_its_old_name_is_not_armed_under_the_new_one(disk: Disk) -> None:
    """The plan was made before; nothing of it is written."""
    publish(disk, ARMED)
    files, plan = files_on(disk), plan_of(disk, NOW_ARMED, RENAMED, former=FORMER)
    files.disarm("web01", "CHG1")
    publish_boot(files, plan, DEBIAN, files.locked)
    nothing_is_left(disk)


def test_a_mac_address_that_moved_to_another_host_leaves_no_moment_without_a_record(tmp_path: Path) -> None:
    """Wherever it is killed, what boots the installer can be disarmed."""
    moved = site_of({**HOSTS, "web01": HOSTS["web02"], "web02": MAC})
    for changes in range(60):
        disk = Disk(str(tmp_path / str(changes)))
        publish(disk, ARMED)
        with contextlib.suppress(Killed):
            publish(FragileDisk(disk.root, changes), {"web02": "CHG2"}, moved)
            break
        for host in files_on(disk).names():
            files_on(disk).disarm(host)
        assert not boot_files(disk, MAC), changes


def test_a_name_that_another_machine_has_now_is_that_machines(disk: Disk) -> None:
    """Its own request is disarmed by it; that of the machine which had the name stays armed."""
    site: Site = site_of({"db01": MAC, "web01": HOSTS["web02"]})
    publish(disk, ARMED)
    publish(disk, {"db01": "CHG1", "web01": "CHG2"}, site, FORMER)
    assert files_on(disk).disarm("web01").request == "CHG2" and whole(disk)
    assert files_on(disk).disarm("web01", "CHG1").was_armed and not boot_files(disk, MAC)


def test_a_file_that_is_damaged_is_told(disk: Disk) -> None:
    """Nobody is found by it, and nothing is guessed."""
    names = FormerNames(disk, DEBIAN.state_dir)
    record = ArmedRecord("db01", "CHG1", (MAC,), {}, ("web01", "web00"))
    for path, file in names.tree([record]).items():
        disk.write(path, file)
    assert [names.present(name) for name in ("web01", "web00", "db01")] == ["db01", "db01", None]
    with pytest.raises(PublishError):
        names.path("../x")
    disk.write(names.path("web01"), File(b"{"))
    with pytest.raises(PublishError, match="damaged"):
        names.present("web01")
    names.forget(record)
    assert disk.names(names.folder) == []
