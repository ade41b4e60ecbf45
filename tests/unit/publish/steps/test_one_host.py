"""What arming one host writes, and what it leaves to others."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.publish.armed.boot_change import publish_boot
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.daemons.daemon import Policy
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps import answer_file_tree, boot_file_tree, one_host
from salt_pxe.services.family import DEBIAN
from tests.site import ABSENT
from tests.unit.publish.steps.armed_server import server

BOTH = {"hosts:web02:install": "CHG2"}


def test_two_that_arm_at_once_do_not_take_each_other_for_a_backup(disk: Disk) -> None:
    """Whoever's pillar is the older by a moment still arms, and still sees the other's machine where he knows of it."""
    older, newer = server(disk, 10, {}), server(disk, 11, BOTH)
    one_host.publish_host(newer, "web02", "CHG2")
    assert older.armed() == {"web01": "CHG0012345"}
    one_host.publish_host(older, "web01", "CHG0012345")
    assert older.armed_files.names() == ["web01", "web02"]
    assert newer.armed() == {"web01": "CHG0012345", "web02": "CHG2"}


def test_a_run_of_the_states_with_an_older_pillar_leaves_the_machine_armed(disk: Disk) -> None:
    """It knows nothing of the machine, and takes nothing of it away; a run with a newer pillar that has it not does."""
    own = ("52:54:00:12:34:57", "52-54-00-12-34-57", "web02")

    def run(by: KickstartServer) -> list[str]:
        answer_file_tree.step(by).carry_out()
        step = boot_file_tree.step(by)
        publish_boot(by.armed_files, step.boot, DEBIAN, by.armed_files.locked)
        assert by.policy(by.dhcp()) is Policy.RUN
        found = [path for path in Path(disk.root).rglob("*") if any(word in path.name for word in own)]
        return sorted(path.name for path in found if not {"ahead", "over"} & set(path.parts))

    run(server(disk, 10, {}))
    one_host.publish_host(server(disk, 12, BOTH), "web02", "CHG2")
    there = run(server(disk, 11, {}))
    assert len(there) == 5
    other = {"hosts:web02:install": "CHG1"}
    assert run(server(disk, 11, other)) == there
    assert files_of(disk)["web02"] == "CHG2"
    assert run(server(disk, 12, BOTH)) == there
    assert run(server(disk, 13, {})) == []


def files_of(disk: Disk) -> dict[str, str]:
    """Return who is armed, by which request."""
    files = ArmedFiles(disk, DEBIAN.state_dir)
    records = (files.record(host) for host in files.names())
    return {record.host: record.request for record in records if record}


def test_arming_again_writes_nothing(disk: Disk) -> None:
    """All of it is there."""
    assert len(one_host.publish_host(server(disk, 10, {}), "web01", "CHG0012345")) == 4
    assert one_host.publish_host(server(disk, 10, {}), "web01", "CHG0012345") == []


def test_a_request_that_is_over_leaves_nothing(disk: Disk) -> None:
    """Even where the disarm comes after everything was looked at: neither record nor kickstart nor marker."""
    late = server(disk, 10, {})
    late.armed_files.disarm("web01", "CHG0012345")
    one_host.publish_host(late, "web01", "CHG0012345")
    assert late.armed_files.names() == []
    assert [path for path in Path(disk.root).rglob("*56*") if path.is_file()] == []


def test_a_new_address_moves_the_kickstart(disk: Disk) -> None:
    """The old address may fetch nothing any more."""
    one_host.publish_host(server(disk, 10, {}), "web01", "CHG0012345")
    one_host.publish_host(server(disk, 10, {"hosts:web01:fixed_address": "10.0.0.31"}), "web01", "CHG0012345")
    assert disk.names("/srv/pxe/ks/bound") == ["10.0.0.31-52:54:00:12:34:56"]


def test_a_mac_address_that_moved_needs_all_hosts(disk: Disk) -> None:
    """Neither a machine's own old address nor another machine's boot file is guessed at."""
    one_host.publish_host(server(disk, 10, {}), "web01", "CHG0012345")
    moved = {"hosts:web01:mac": "52:54:00:00:00:99"}
    with pytest.raises(PublishError, match="armed by another MAC address"):
        one_host.publish_host(server(disk, 10, moved), "web01", "CHG0012345")
    taken = {"hosts:web01": ABSENT, "hosts:web02:mac": "52:54:00:12:34:56", **BOTH}
    with pytest.raises(PublishError, match="boots another machine"):
        one_host.publish_host(server(disk, 10, taken), "web02", "CHG2")
