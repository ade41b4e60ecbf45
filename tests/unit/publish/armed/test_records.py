"""Who is armed on this server, and that nothing but an open request ever arms anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.services.family import DEBIAN
from tests.unit.publish.armed.armed_site import (
    DAEMONS,
    HOSTS,
    boot_files,
    changes,
    files_on,
    kickstart_path,
    marker,
    plan_of,
    publish,
    site_of,
)


def test_an_armed_host_has_boot_files_kickstart_and_record(disk: Disk) -> None:
    """What is published for an armed host is complete, and listed by the record."""
    publish(disk, {"web01": "CHG1"})
    record = files_on(disk).record("web01")
    assert record and record.request == "CHG1"
    assert len(boot_files(disk, HOSTS["web01"])) == 2
    assert all(disk.exists(path) for path in record.files)
    assert list(record.files)[-2:] == [kickstart_path(HOSTS["web01"]), marker(HOSTS["web01"])]
    assert files_on(disk).names() == ["web01"]


def test_disarming_takes_away_just_that_host(disk: Disk) -> None:
    """The files of the disarmed host go, those of the others are not touched."""
    publish(disk, {"web01": "CHG1", "web02": "CHG1"})
    done = files_on(disk).disarm("web01")
    assert (done.was_armed, done.request) == (True, "CHG1")
    assert boot_files(disk, HOSTS["web01"]) == []
    assert not disk.exists(kickstart_path(HOSTS["web01"]))
    assert not disk.exists(marker(HOSTS["web01"]))
    assert len(boot_files(disk, HOSTS["web02"])) == 2
    assert files_on(disk).names() == ["web02"]


def test_a_request_with_a_tombstone_never_arms_again(disk: Disk) -> None:
    """Publishing the old text again does nothing; a new text arms."""
    publish(disk, {"web01": "CHG1"})
    files_on(disk).disarm("web01")
    publish(disk, {"web01": "CHG1"})
    assert boot_files(disk, HOSTS["web01"]) == []
    publish(disk, {"web01": "CHG2"})
    assert len(boot_files(disk, HOSTS["web01"])) == 2
    files_on(disk).disarm("web01")
    publish(disk, {"web01": "CHG1"})
    assert boot_files(disk, HOSTS["web01"]) == []
    assert files_on(disk).tombstones.of_host("web01") == ["CHG1", "CHG2"]


def test_the_finish_of_an_old_request_leaves_the_new_one_armed(disk: Disk) -> None:
    """Who is armed by a newer request stays armed when the end of an older one is reported."""
    publish(disk, {"web01": "CHG2"})
    done = files_on(disk).disarm("web01", "CHG1")
    assert not done.was_armed
    assert len(boot_files(disk, HOSTS["web01"])) == 2
    assert files_on(disk).tombstones.of_host("web01") == ["CHG1"]


def test_disarming_twice_does_no_harm(disk: Disk) -> None:
    """The second report of a finish finds nothing to do."""
    publish(disk, {"web01": "CHG1"})
    files_on(disk).disarm("web01", "CHG1")
    assert not files_on(disk).disarm("web01", "CHG1").was_armed
    assert files_on(disk).tombstones.of_host("web01") == ["CHG1"]


def test_disarming_before_publishing_wins(disk: Disk) -> None:
    """A request that was reported as over before it was ever published here does not arm."""
    files_on(disk).disarm("web01", "CHG1")
    publish(disk, {"web01": "CHG1"})
    assert boot_files(disk, HOSTS["web01"]) == []


def test_where_strangers_install_a_disarmed_host_keeps_its_local_boot(disk: Disk) -> None:
    """With a menu or a profile for undeclared machines, a disarmed host boots its disk by a file of its own."""
    site = site_of(**{"unknown": "el9-web", "profiles:el9-web:install_unknown": True})
    publish(disk, {"web01": "CHG1"}, site)
    files_on(disk).disarm("web01")
    assert boot_files(disk, HOSTS["web01"]) == []
    assert disk.exists(f"{DEBIAN.tftp_root}/pxelinux.cfg/01-{HOSTS['web01'].replace(':', '-')}")
    assert not changes(plan_of(disk, {}, site))


def test_the_daemons_stop_with_the_last_host(disk: Disk) -> None:
    """Disarming the last machine stops the daemons, and no earlier one does."""
    publish(disk, {"web01": "CHG1", "web02": "CHG1"})
    stopped: list[str] = []
    files_on(disk).disarm("web01", stop=stopped.append)
    assert stopped == []
    assert files_on(disk).disarm("web02", stop=stopped.append).stopped == DAEMONS
    assert stopped == list(DAEMONS)


@pytest.mark.parametrize(
    "changes",
    [{"server:services": "always"}, {"unknown": "menu", "profiles:el9-web:install_unknown": True}],
    ids=["always", "menu"],
)
def test_the_daemons_stay_where_they_are_still_needed(disk: Disk, changes: dict[str, object]) -> None:
    """With services: always, or while undeclared machines may install, nothing is stopped."""
    publish(disk, {"web01": "CHG1"}, site_of(**changes))
    assert files_on(disk).disarm("web01", stop=pytest.fail).stopped == ()


@pytest.mark.parametrize("name", ["", "..", "../site", "a/b", "/etc/passwd", ".hidden", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(disk: Disk, name: str) -> None:
    """A name from an event never leads out of the folder of records, and leaves nothing behind."""
    with pytest.raises(PublishError, match="is not the name of a host"):
        files_on(disk).disarm(name, "CHG1")
    assert [path.name for path in Path(disk.root).rglob("*.json")] == []


def test_a_damaged_record_arms_nobody(disk: Disk) -> None:
    """A record that cannot be read stops publishing with its path, rather than being guessed at."""
    publish(disk, {"web01": "CHG1"})
    Path(disk.real(files_on(disk).record_path("web01"))).write_text("{")
    with pytest.raises(PublishError, match=r"web01\.json is damaged"):
        publish(disk, {})


def test_a_disarm_does_not_wait_for_a_daemon_that_starts(disk: Disk) -> None:
    """Who starts daemons looks again when he is done; the disarm is over by then, and has stopped nothing itself."""
    publish(disk, {"web01": "CHG1"})
    with files_on(disk).daemons_locked() as held:
        assert held
        done = files_on(disk).disarm("web01", stop=pytest.fail)
    assert done.was_armed
    assert done.stopped == ()
