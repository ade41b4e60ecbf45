"""Arming in one step: what is said beforehand happens, and what cannot happen is named while the rest does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.steps import answer_file_tree, boot_file_tree
from salt_pxe.services.family import DEBIAN
from tests.site import changed
from tests.unit.publish.steps.armed_server import server

BOTH = {"hosts:web02:install": "CHG2"}
MENU = {"unknown": "menu", "profiles:el9-web:install_unknown": True}
OWN = ["/srv/tftp/grub/system/52:54:00:12:34:56.cfg", "/srv/tftp/pxelinux.cfg/01-52-54-00-12-34-56"]


def failing(unit: str) -> bool:
    """Stand for a service that does not start."""
    raise RuntimeError(f"{unit} is masked")


CALLS: dict[str, Callable[..., Any]] = {"service.start": failing, "service.restart": failing}


def armed(disk: Disk) -> list[str]:
    """Return which of web01's boot files are there."""
    return [path for path in OWN if disk.exists(path)]


@pytest.fixture
def loaders(disk: Disk) -> None:
    """The boot loaders where the distribution's packages put them."""
    step = boot_file_tree.step(server(disk, 1, {}))
    for key in step.server.site.server.loaders:
        for places in FIRMWARE.get(key).loader_files(DEBIAN.distribution).values():
            real = Path(disk.real(places[0]))
            real.parent.mkdir(parents=True, exist_ok=True)
            real.write_text(places[0])


def test_who_is_armed_and_what_may_be_erased_is_said_in_words(disk: Disk) -> None:
    """With what strangers may do; or that nobody is armed."""
    by = server(disk, 1, {**BOTH, **MENU})
    words = boot_file_tree.step(by).words()
    assert any("web01 is armed by 'CHG0012345'" in line and "sda" in line for line in words)
    assert any("web02 is armed by 'CHG2'" in line for line in words)
    assert any("any machine that nobody declared may install profile el9-web" in line for line in words)
    idle = {"hosts:web01:protected": "payroll"}
    assert boot_file_tree.step(server(disk, 2, idle)).words() == ["no machine is armed"]


def test_of_many_machines_the_first_are_named_and_the_others_counted(disk: Disk) -> None:
    """A state's comment stays readable."""
    hosts = {
        f"node{number:03}": {
            "mac": f"52:54:00:00:{number // 100:02}:{number % 100:02}",
            "profile": "el9-web",
            "install": "CHG1",
        }
        for number in range(boot_file_tree.NAMED + 7)
    }
    words = boot_file_tree.step(server(disk, 1, {"hosts": hosts, "server:max_armed": 100})).words()
    assert words[-1] == "and 7 more machines are armed"
    assert len(words) == boot_file_tree.NAMED + 1


def test_what_is_predicted_is_what_changes(disk: Disk, loaders: None) -> None:
    """Loaders, boot files, records, tombstones; the second time nothing but what failed."""
    by = server(disk, 1, {}, CALLS)
    answer_file_tree.step(by).carry_out()
    step = boot_file_tree.step(by)
    predicted = step.changes()
    assert {*OWN, "/srv/tftp/pxelinux.cfg/default", "/srv/tftp/pxelinux.0"} <= predicted.keys()
    assert predicted["/var/lib/salt-pxe/armed/web01.json"]
    step.carry_out()
    assert all(
        disk.exists(path) for path in predicted if path.startswith(("/srv/", "/var/lib/salt-pxe/armed"))
    )
    again = boot_file_tree.step(by).changes()
    assert not [path for path in again if path.startswith("/srv/")]


def test_a_machine_without_its_kernel_is_named_and_the_others_are_armed(disk: Disk, loaders: None) -> None:
    """Where its repo was refused, it stays on its disk."""
    other = changed({})["pxe"]["profiles"]["el9-web"]
    changes = {
        "repos:el8": {"source": "/srv/none"},
        "profiles:el8": {**other, "release": "RHEL8", "repo": "el8"},
        "hosts:web02:profile": "el8",
        **BOTH,
    }
    by = server(disk, 1, changes, CALLS)
    answer_file_tree.step(by).carry_out()
    step = boot_file_tree.step(by)
    step.carry_out()
    assert armed(disk) == OWN
    assert by.armed_files.names() == ["web01"]
    assert (
        "web02 is not armed: /srv/tftp/pxe/el8/vmlinuz, which its install needs, is not there"
        in step.refused()
    )


def test_a_part_that_fails_keeps_no_other_from_being_done(disk: Disk) -> None:
    """Loaders without their package, a daemon that does not start: each is named, and the machine is armed."""
    by = server(disk, 1, {}, CALLS)
    answer_file_tree.step(by).carry_out()
    step = boot_file_tree.step(by)
    step.carry_out()
    assert armed(disk) == OWN
    assert len(step.refused()) == 2
    assert "boot loader of the distribution's packages" in step.refused()[0]
    assert "tftpd-hpa is masked" in step.refused()[1]


def test_who_was_disarmed_since_the_step_was_made_is_not_armed(disk: Disk, loaders: None) -> None:
    """It looks again when it is carried out, and says nothing wrong of that machine."""
    by = server(disk, 1, BOTH, CALLS)
    answer_file_tree.step(by).carry_out()
    step = boot_file_tree.step(by)
    by.armed_files.disarm("web01", "CHG0012345")
    step.carry_out()
    assert armed(disk) == []
    assert by.armed_files.names() == ["web02"]
    assert not [line for line in step.refused() if "web01" in line]


def test_who_is_armed_no_more_is_said(disk: Disk, loaders: None) -> None:
    """Before it happens."""
    by = server(disk, 1, BOTH, CALLS)
    answer_file_tree.step(by).carry_out()
    boot_file_tree.step(by).carry_out()
    words = boot_file_tree.step(server(disk, 2, {}, CALLS)).words()
    assert "web02 is armed no more" in words
    assert not [line for line in words if line.startswith("web01 is armed no more")]


def test_who_is_disarmed_while_his_files_are_looked_for_is_not_named(
    disk: Disk, loaders: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """His answer file is gone because his install is over: nothing is wrong."""
    by = server(disk, 1, {}, CALLS)
    answer_file_tree.step(by).carry_out()
    step = boot_file_tree.step(by)
    look = boot_file_tree.missing

    def disarmed_then_looked_for(*words: Any) -> str | None:
        by.armed_files.disarm("web01", "CHG0012345")
        disk.remove("/srv/pxe/ks/bound/10.0.0.21-52:54:00:12:34:56")
        return look(*words)

    monkeypatch.setattr(boot_file_tree, "missing", disarmed_then_looked_for)
    step.carry_out()
    assert not [line for line in step.refused() if "web01" in line]
    assert armed(disk) == []
