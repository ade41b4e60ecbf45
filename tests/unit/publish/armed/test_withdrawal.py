"""How the files of an armed host go, above all where something in the way of it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from salt_pxe.publish.armed.armed_record import ArmedRecord
from salt_pxe.publish.armed.withdrawal import is_replacement, replacement_path
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.site import Site
from tests.unit.disks import FullDisk
from tests.unit.publish.armed.armed_site import (
    DAEMONS,
    HOSTS,
    SITE,
    boot_files,
    files_on,
    kickstart_path,
    marker,
    publish,
    site_of,
)

MAC = HOSTS["web01"]
PXELINUX = f"{DEBIAN.tftp_root}/pxelinux.cfg/01-{MAC.replace(':', '-')}"
STRANGERS = site_of(**{"unknown": "el9-web", "profiles:el9-web:install_unknown": True})


class StubbornDisk(Disk):
    """A disk on which some paths can neither be removed nor replaced."""

    stubborn: tuple[str, ...] = ()

    def remove(self, path: str) -> bool:
        if path.startswith(self.stubborn):
            raise PermissionError(30, "Read-only file system", path)
        return super().remove(path)


def left(disk: Disk, host: str = "web01") -> list[str]:
    """Return what is there of a host: boot files that install, kickstart, marker, record, tombstone."""
    mac = HOSTS[host]
    files = files_on(disk)
    paths = [kickstart_path(mac), marker(mac), files.record_path(host)]
    stones = files.tombstones.folder
    return [
        *boot_files(disk, mac),
        *(path for path in paths if disk.exists(path)),
        *(f"{stones}/{host}/{name}" for name in disk.names(f"{stones}/{host}")),
    ]


@pytest.mark.parametrize("site", [SITE, STRANGERS], ids=["local", "strangers"])
def test_disarming_writes_nothing(disk: Disk, site: Site) -> None:
    """On a disk where nothing can be written it is done wholly, and what it leaves is as the states would have it."""
    publish(disk, {"web01": "CHG1", "web02": "CHG1"}, site)
    full = FullDisk(disk.root)
    done = files_on(full).disarm("web01")
    assert done.was_armed
    assert boot_files(disk, MAC) == []
    assert disk.exists(PXELINUX) is (site is STRANGERS)
    assert not disk.exists(replacement_path(PXELINUX))
    assert files_on(disk).names() == ["web02"]
    publish(full, {"web01": "CHG1", "web02": "CHG1"}, site)
    assert boot_files(disk, MAC) == []
    assert len(boot_files(disk, HOSTS["web02"])) == 2


def as_older_versions_armed(disk: Disk) -> None:
    """Take away what older versions did not make when they armed a host."""
    tombstones = Path(disk.real(files_on(disk).tombstones.folder))
    ready = Path(disk.real(DEBIAN.tftp_root)).rglob(f".*{replacement_path('x')[2:]}")
    for path in [*tombstones.rglob("*.*"), *ready]:
        path.unlink()


@pytest.mark.parametrize("site", [SITE, STRANGERS], ids=["local", "strangers"])
def test_a_host_that_an_older_version_armed_boots_nothing_either(disk: Disk, site: Site) -> None:
    """Its boot files and kickstart go; that the request is over cannot be written down, which is told and repeated."""
    publish(disk, {"web01": "CHG1"}, site)
    as_older_versions_armed(disk)
    with pytest.raises(
        PublishError, match=r"web01 is not wholly disarmed, do it again: cannot write .*/over/web01"
    ):
        files_on(FullDisk(disk.root)).disarm("web01", "CHG1")
    assert boot_files(disk, MAC) == []
    assert disk.exists(PXELINUX) is (site is STRANGERS)
    assert not disk.exists(kickstart_path(MAC))
    assert disk.exists(marker(MAC)), "the machine is told that it may reboot, and a run may arm it again"
    assert files_on(disk).names() == ["web01"]
    assert files_on(disk).disarm("web01", "CHG1").was_armed
    assert files_on(disk).names() == []
    assert not disk.exists(marker(MAC))
    publish(disk, {"web01": "CHG1"}, site)
    assert boot_files(disk, MAC) == []


def test_the_states_make_what_an_older_version_did_not(disk: Disk) -> None:
    """After a run, disarming needs no space for such a host either."""
    publish(disk, {"web01": "CHG1"}, STRANGERS)
    as_older_versions_armed(disk)
    publish(disk, {"web01": "CHG1"}, STRANGERS)
    assert files_on(FullDisk(disk.root)).disarm("web01").was_armed


@pytest.mark.parametrize("stubborn", [PXELINUX, kickstart_path(MAC)])
def test_what_fails_keeps_nothing_else_from_going(disk: Disk, stubborn: str) -> None:
    """The other files go, the request is over, and the machine does not reboot before a later call does the rest."""
    publish(disk, {"web01": "CHG1"})
    bad = StubbornDisk(disk.root)
    bad.stubborn = (stubborn,)
    with pytest.raises(PublishError, match="Read-only file system"):
        files_on(bad).disarm("web01")
    stays = [path for path in (*boot_files(disk, MAC), kickstart_path(MAC)) if disk.exists(path)]
    assert stays == [stubborn]
    assert files_on(disk).tombstones.counts("web01", "CHG1")
    assert disk.exists(marker(MAC))
    assert files_on(disk).names() == ["web01"]
    assert files_on(disk).disarm("web01").was_armed
    assert not any(disk.exists(path) for path in (stubborn, marker(MAC)))
    assert files_on(disk).names() == []


def test_a_timer_that_cannot_be_set_keeps_no_machine_armed(disk: Disk) -> None:
    """Whatever goes wrong with a daemon that is to stop later, no boot file stays."""
    site = site_of(**{"server:api": "http://10.0.0.8:8000/"})
    publish(disk, {"web01": "CHG1"}, site)
    record = replace(files_on(disk).site(), lingering=("nginx",), linger=60)
    disk.write(files_on(disk).site_path, record.to_file())

    def broken(unit: str, seconds: int) -> None:
        raise RuntimeError("no bus")

    with pytest.raises(PublishError, match="no bus"):
        files_on(disk).disarm("web01", stop_later=broken)
    assert boot_files(disk, MAC) == []
    assert files_on(disk).tombstones.counts("web01", "CHG1")


def test_a_daemon_that_does_not_stop_is_told_and_tried_again(disk: Disk) -> None:
    """The others are stopped, the host is disarmed, and the next call for it stops what runs still."""
    publish(disk, {"web01": "CHG1"})
    running = dict.fromkeys(DAEMONS, True)
    refuses = {"tftpd-hpa"}

    def stop(unit: str) -> bool:
        if unit in refuses:
            raise RuntimeError("it does not stop")
        was, running[unit] = running[unit], False
        return was

    with pytest.raises(
        PublishError, match="web01 is disarmed, but tftpd-hpa does not stop: it does not stop"
    ):
        files_on(disk).disarm("web01", "CHG1", stop=stop)
    assert files_on(disk).names() == []
    assert running == {**dict.fromkeys(DAEMONS, False), "tftpd-hpa": True}
    refuses.clear()
    assert files_on(disk).disarm("web01", "CHG1", stop=stop).stopped == ("tftpd-hpa",)
    assert files_on(disk).disarm("web01", "CHG1", stop=stop).stopped == ()


@pytest.mark.parametrize("site", [SITE, STRANGERS], ids=["local", "strangers"])
def test_wherever_the_space_ends_a_host_is_armed_wholly_or_not_at_all(disk: Disk, site: Site) -> None:
    """Who was armed stays so, who was not has nothing at all, not even a tombstone; with space again all are armed."""
    wanted = {"web00": "CHG1", "web01": "CHG1", "web02": "CHG1"}
    publish(disk, {"web00": "CHG1"}, site)
    failed = 0
    for space in range(60):
        try:
            publish(FullDisk(disk.root, space), wanted, site)
        except PublishError as failure:
            failed += 1
            assert "No space left on device" in str(failure)
        else:
            break
        armed = files_on(disk).names()
        assert "web00" in armed
        for host in wanted:
            assert len(boot_files(disk, HOSTS[host])) == (2 if host in armed else 0)
            there = [path for path in left(disk, host) if not path.startswith(DEBIAN.http_root)]
            assert bool(there) is (host in armed), there
        for host in set(armed) - {"web00"}:
            files_on(disk).withdraw_unarmed(_record(disk, host))
    assert failed > 10
    assert files_on(disk).names() == sorted(wanted)
    assert all(len(boot_files(disk, HOSTS[host])) == 2 for host in wanted)


def _record(disk: Disk, host: str) -> ArmedRecord:
    record = files_on(disk).record(host)
    assert record
    return record


def test_a_request_that_was_replaced_boots_nothing_where_the_new_one_finds_no_space(disk: Disk) -> None:
    """Neither of them is armed, and the old one's tombstone is let go: nobody has said that it is over."""
    publish(disk, {"web01": "CHG1"})
    with pytest.raises(PublishError, match="not armed: web01"):
        publish(FullDisk(disk.root, below=DEBIAN.state_dir), {"web01": "CHG2"})
    assert [path for path in left(disk) if not path.startswith(DEBIAN.kickstarts)] == []
    publish(disk, {"web01": "CHG2"})
    assert len(boot_files(disk, MAC)) == 2


@pytest.mark.parametrize("wanted", [{}, {"web01": "CHG2"}])
def test_who_is_armed_no_more_leaves_no_tombstone_in_wait(disk: Disk, wanted: Mapping[str, str]) -> None:
    """A record that goes, or names another request, takes its own tombstone with it where it does not count."""
    publish(disk, {"web01": "CHG1"})
    publish(disk, wanted)
    stones = files_on(disk).tombstones
    assert stones.missing([("web01", "CHG1")]) == [("web01", "CHG1")]
    assert stones.missing(wanted.items()) == []


def test_a_replacement_is_known_by_its_name() -> None:
    """It lies in the same folder, and no loader asks for it."""
    path = replacement_path(PXELINUX)
    assert path.rpartition("/")[0] == PXELINUX.rpartition("/")[0]
    assert is_replacement(path)
    assert not is_replacement(PXELINUX)
