"""What changes when other machines are armed, in which order, and that nothing changes twice."""

from __future__ import annotations

from dataclasses import replace

from salt_pxe import pillar, render
from salt_pxe.publish.armed.boot_files import host_plan, missing, referenced
from salt_pxe.publish.files.disk import Disk
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.artefact import MARK, File
from tests.site import changed
from tests.unit.publish.armed.armed_site import (
    HOSTS,
    SITE,
    boot_files,
    changes,
    files_on,
    kickstart_path,
    marker,
    plan_of,
    publish,
    site_of,
)


def test_what_was_published_needs_no_second_publish(disk: Disk) -> None:
    """After arming, and after disarming, publishing the same again changes nothing."""
    publish(disk, {"web01": "CHG1"})
    assert not changes(plan_of(disk, {"web01": "CHG1"}))
    files_on(disk).disarm("web01")
    assert not changes(plan_of(disk, {}))


def test_a_changed_mac_moves_the_install(disk: Disk) -> None:
    """The old address gets its default back and loses its kickstart, the new one is armed."""
    publish(disk, {"web01": "CHG1"})
    moved = {**HOSTS, "web01": "52:54:00:00:00:ff"}
    publish(disk, {"web01": "CHG1"}, site_of(moved))
    assert boot_files(disk, HOSTS["web01"]) == []
    assert not disk.exists(kickstart_path(HOSTS["web01"]))
    assert not disk.exists(marker(HOSTS["web01"]))
    assert len(boot_files(disk, moved["web01"])) == 2
    assert not changes(plan_of(disk, {"web01": "CHG1"}, site_of(moved)))


def test_a_changed_address_moves_the_kickstart(disk: Disk) -> None:
    """The kickstart that the old address could fetch is gone, that of the new one is there, and it stays armed."""
    own = {"mac": HOSTS["web01"], "profile": "el9-web"}
    first, second = (
        pillar.parse(changed({"hosts": {"web01": {**own, "fixed_address": address}}}))
        for address in ("10.0.0.21", "10.0.0.22")
    )
    publish(disk, {"web01": "CHG1"}, first)
    publish(disk, {"web01": "CHG1"}, second)
    assert disk.names(f"{DEBIAN.http_root}/ks/bound") == [f"10.0.0.22-{HOSTS['web01']}"]
    assert disk.exists(marker(HOSTS["web01"]))
    assert not changes(plan_of(disk, {"web01": "CHG1"}, second))


def test_kickstarts_that_any_address_may_fetch_by_their_mac_go(disk: Disk) -> None:
    """Where a record still names such a kickstart, and where none does, it is removed; the host stays armed."""
    publish(disk, {"web01": "CHG1"})
    record = files_on(disk).record("web01")
    assert record
    loose = [f"{DEBIAN.http_root}/ks/{HOSTS[name]}" for name in ("web01", "web02")]
    for path in loose:
        disk.write(path, File(f"# {MARK}\n".encode()))
    still = [path for path in record.files if not path.startswith(DEBIAN.http_root)]
    old = replace(record, files=dict.fromkeys([*still, loose[0]]))
    disk.write(files_on(disk).record_path("web01"), old.to_file())
    publish(disk, {"web01": "CHG1"})
    assert not any(disk.exists(path) for path in loose)
    assert files_on(disk).record("web01") == record
    assert len(boot_files(disk, HOSTS["web01"])) == 2


def test_one_host_alone_is_armed_as_with_all_others(disk: Disk) -> None:
    """Its plan has the very records, boot files and replacements that the plan of the whole site has."""
    publish(disk, {})
    files = files_on(disk)
    tree = render.host_boot_tree(SITE, "web01", "CHG1", DEBIAN)
    alone = host_plan(files, SITE, "web01", "CHG1", DEBIAN, tree, files.site())
    whole = plan_of(disk, {"web01": "CHG1"})
    assert alone.arming == whole.arming
    assert sorted(alone.records) == sorted(whole.records)
    assert (alone.asked, alone.served) == (whole.asked, whole.served)


def test_what_arms_comes_behind_what_it_leads_to(disk: Disk) -> None:
    """A boot file that boots an install arms; one that boots something else disarms; the record stands between them."""
    publish(disk, {"web01": "CHG1"})
    plan = plan_of(disk, {"web02": "CHG1"})
    first, second = HOSTS["web01"].replace(":", "-"), HOSTS["web02"].replace(":", "-")
    assert any(first in change.path for change in plan.disarming)
    assert {kickstart_path(HOSTS["web01"]), marker(HOSTS["web01"])} == {
        change.path for change in plan.answers
    }
    assert any(second in change.path for change in plan.arming)
    assert not any(first in change.path for change in plan.arming)
    assert not any(second in change.path for change in plan.disarming)
    assert files_on(disk).record_path("web02") in {change.path for change in plan.records}
    assert not {change.path for change in plan.shown} & {change.path for change in plan.records}


def test_a_host_that_is_armed_since_the_pillar_was_compiled_keeps_its_files(disk: Disk) -> None:
    """A plan that knows nothing of it takes nothing of it away; without that word it goes."""
    publish(disk, {"web01": "CHG1"})
    assert not changes(plan_of(disk, {}, ahead=["web01"]))
    assert changes(plan_of(disk, {}))


def test_the_first_file_that_an_install_lacks_is_named(disk: Disk) -> None:
    """Answer files and marker, kernel and initrd; none that is there already, or is about to come."""
    needed = [kickstart_path(HOSTS["web01"]), marker(HOSTS["web01"])]
    needed += [f"{DEBIAN.kernels}/el9/{name}" for name in ("vmlinuz", "initrd.img")]
    for at, path in enumerate(needed):
        assert missing(disk, SITE, "web01", DEBIAN) == path
        assert missing(disk, SITE, "web01", DEBIAN, coming=needed[at:]) is None
        disk.write(path, File(b"x"))
    assert missing(disk, SITE, "web01", DEBIAN) is None


def test_answer_files_of_an_armed_host_are_referenced_until_it_is_disarmed(disk: Disk) -> None:
    """Nobody may remove a file to which a published boot file leads."""
    publish(disk, {"web01": "CHG1"})
    assert kickstart_path(HOSTS["web01"]) in referenced(files_on(disk))
    files_on(disk).disarm("web01")
    assert referenced(files_on(disk)) == set()
