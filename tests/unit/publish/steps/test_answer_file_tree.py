"""Answer files come before the boot files that lead to them, go after those, and are there for armed machines alone."""

from __future__ import annotations

from pathlib import Path

from salt_pxe.publish.armed.boot_change import publish_boot
from salt_pxe.publish.armed.position import published
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps import answer_file_tree, boot_file_tree
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.problem import Problem
from tests.site import HASH
from tests.unit.publish.steps.armed_server import server

BOUND = "/srv/pxe/ks/bound"
FIRST, SECOND = "10.0.0.21-52:54:00:12:34:56", "10.0.0.22-52:54:00:12:34:57"
BOTH = {"hosts:web02:install": "CHG2"}
NOBODY = {"hosts:web01:protected": "payroll"}


def run(by: KickstartServer) -> set[str]:
    """Carry the step out; it changes what it has said, and a second one has nothing to do."""
    step = answer_file_tree.step(by)
    said = step.changes()
    step.carry_out()
    assert answer_file_tree.step(by).changes() == {}
    return set(said)


def boot(by: KickstartServer) -> None:
    """Publish the boot files, as the next step does."""
    publish_boot(by.armed_files, boot_file_tree.step(by).boot, DEBIAN, by.armed_files.locked)


def test_each_armed_machine_has_its_answer_file_and_marker(disk: Disk) -> None:
    """And no other machine."""
    assert run(server(disk, 1, {})) == {f"{BOUND}/{FIRST}", "/srv/pxe/armed/52:54:00:12:34:56"}
    assert disk.names(BOUND) == [FIRST]
    run(server(disk, 2, BOTH))
    assert sorted(disk.names(BOUND)) == [FIRST, SECOND]


def test_a_difference_shows_no_secret(disk: Disk) -> None:
    """Its lines are shown but for the hash of the password, which the file itself has."""
    by = server(disk, 1, {}, secret=f"rootpw --iscrypted {HASH}")
    said = str(answer_file_tree.step(by).changes())
    assert "web01 CHG0012345 rootpw --iscrypted" in said
    assert HASH not in said
    answer_file_tree.step(by).carry_out()
    assert HASH in Path(disk.real(f"{BOUND}/{FIRST}")).read_text()


def test_an_answer_file_stays_as_long_as_a_boot_file_leads_to_it(disk: Disk) -> None:
    """The boot files' own step takes it away with them; one to which nothing leads goes here."""
    run(server(disk, 1, BOTH))
    boot(server(disk, 1, {}))
    idle = server(disk, 2, NOBODY)
    assert run(idle) == {f"{BOUND}/{SECOND}", "/srv/pxe/armed/52:54:00:12:34:57"}
    assert disk.names(BOUND) == [FIRST]
    boot(idle)
    assert disk.names(BOUND) == []


def test_who_is_disarmed_meanwhile_gets_no_answer_file(disk: Disk) -> None:
    """Even after everything was looked at."""
    step = answer_file_tree.step(server(disk, 1, BOTH))
    step.server.armed_files.disarm("web01", "CHG0012345")
    step.carry_out()
    assert disk.names(BOUND) == [SECOND]


def test_the_ledger_s_position_is_remembered_before_anything_is_armed(disk: Disk) -> None:
    """A ledger from a backup is known by it; looking alone remembers nothing."""
    step = answer_file_tree.step(server(disk, 7, {}))
    step.changes()
    assert published(disk, DEBIAN.state_dir) is None
    step.carry_out()
    found = published(disk, DEBIAN.state_dir)
    assert found and found.serial == 7


def test_what_was_refused_is_a_warning_with_its_path(disk: Disk) -> None:
    """One bad host blocks no other."""
    bad = Problem("pxe:hosts:web09:mac", "is no MAC address", "write it with colons")
    step = answer_file_tree.step(server(disk, 1, {}, refused=(bad,)))
    assert any(line.startswith("refused: pxe:hosts:web09:mac") for line in step.warnings())
    assert f"{BOUND}/{FIRST}" in step.changes()
