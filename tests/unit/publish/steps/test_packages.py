"""The packages of a site: what is missing is installed, starts nothing, and its example configuration is set aside."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.publish.daemons.no_start import POLICY
from salt_pxe.publish.files.disk import KEPT, Disk, PublishError
from salt_pxe.publish.steps import packages
from salt_pxe.publish.steps.packages import PackagesStep, parts
from salt_pxe.services.dhcp.plug import places_of
from salt_pxe.services.family import DEBIAN
from tests.unit.publish.steps.armed_server import server

ISO = {"repos:el9": {"source": "/srv/iso/el9.ISO"}}


@dataclass
class System:
    """A system's package manager and services. An installed package brings its example configuration."""

    disk: Disk
    installed: set[str] = field(default_factory=set)
    at_boot: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    stuck: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    policies: list[int] = field(default_factory=list)

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Return the functions of Salt."""
        return {
            "pkg.version": lambda name: "1.0" if name in self.installed else "",
            "pkg.install": self._install,
            "service.available": lambda unit: True,
            "service.enabled": lambda unit: unit in self.at_boot,
            "service.disable": self._disable,
        }

    def _install(self, **options: Any) -> dict[str, Any]:
        self.asked.append(options)
        self.policies.append(subprocess.run([self.disk.real(POLICY)]).returncode)
        self.installed |= set(options["pkgs"]) - self.unknown
        for path in self.examples():
            real = Path(self.disk.real(path))
            real.parent.mkdir(parents=True, exist_ok=True)
            if not real.exists():
                real.write_text("example")
        self.at_boot.add("nginx")
        return {}

    def _disable(self, unit: str) -> bool:
        self.at_boot -= set() if self.stuck else {unit}
        return not self.stuck

    def examples(self) -> list[str]:
        """Return the configurations that packages bring."""
        step = server(self.disk, 1, {})
        places = places_of(step.site, DEBIAN)
        return [places.configuration, *places.settings, *DEBIAN.tftp_confs]


@pytest.fixture
def system(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> System:
    """A system on which nothing of ours is installed."""
    monkeypatch.setattr(packages, "program", lambda name: None)
    return System(disk)


def step(system: System, changes: dict[str, Any] | None = None) -> PackagesStep:
    """Return the step."""
    return PackagesStep(server(system.disk, 1, changes or {}, system.calls()))


def test_what_a_site_needs_is_installed_once(system: System) -> None:
    """Without what Debian recommends; a second step has nothing to do."""
    first = step(system)
    said, words = first.changes(), first.words()
    assert {*DEBIAN.packages["http"], *DEBIAN.packages["tftp"]} <= said.keys()
    assert words == ["new daemons are not started, and do not start at boot"]
    first.carry_out()
    assert system.asked == [{"pkgs": first.missing, "refresh": True, "install_recommends": False}]
    assert set(said) == system.installed
    again = step(system)
    assert (again.changes(), again.words()) == ({}, [])
    again.carry_out()
    assert len(system.asked) == 1


def test_a_part_whose_program_is_there_needs_no_package(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever package brought it: an administrator may have nginx from elsewhere."""
    monkeypatch.setattr(packages, "program", lambda name: f"/opt/{name}" if name == "nginx" else None)
    assert not set(step(system).missing) & set(DEBIAN.packages["http"])
    assert set(DEBIAN.packages["tftp"]) <= set(step(system).missing)


def test_a_site_with_an_iso_needs_what_unpacks_it(system: System) -> None:
    """And no other site does."""
    assert set(DEBIAN.packages["iso"]) <= set(step(system, ISO).missing)
    assert "iso" not in parts(server(system.disk, 1, {}))


def test_no_daemon_starts_while_packages_are_installed(system: System) -> None:
    """Debian starts each of them otherwise, with the example configuration that came with it."""
    step(system).carry_out()
    assert system.policies == [101]
    assert not system.disk.exists(POLICY)


def test_the_example_configuration_is_set_aside_and_an_administrator_s_own_is_not(
    system: System, disk: Disk
) -> None:
    """Only what was not there before came with the package."""
    own, *examples = system.examples()
    real = Path(disk.real(own))
    real.parent.mkdir(parents=True)
    real.write_text("by hand")
    step(system).carry_out()
    assert real.read_text() == "by hand"
    for path in examples:
        assert not disk.exists(path)
        assert Path(disk.real(path + KEPT)).read_text() == "example"


def test_nothing_of_ours_starts_at_boot(system: System) -> None:
    """What did before, and what a new package enables."""
    system.at_boot.add("tftpd-hpa")
    first = step(system)
    assert first.changes()["tftpd-hpa"]["new"] in ("installed", "does not start at boot")
    first.carry_out()
    assert system.at_boot == set()
    system.at_boot.add("nginx")
    second = step(system)
    assert second.changes() == {"nginx": {"old": "starts at boot", "new": "does not start at boot"}}
    second.carry_out()
    assert system.at_boot == set()


def test_a_shared_nginx_keeps_starting_at_boot(system: System) -> None:
    """It serves others too."""
    system.at_boot.add("nginx")
    assert "nginx" not in step(system, {"server:nginx": "shared"}).enabled


def test_what_cannot_be_done_is_told(system: System, disk: Disk) -> None:
    """In the package manager's words, by the package that no source has, by the unit that cannot be disabled."""
    broken = {**system.calls(), "pkg.install": lambda **options: 1 / 0}
    with pytest.raises(PublishError, match=r"nginx.* cannot be installed: division by zero"):
        PackagesStep(server(disk, 1, {}, broken)).carry_out()
    assert not disk.exists(POLICY)
    system.unknown = set(DEBIAN.packages["tftp"])
    with pytest.raises(PublishError, match=f"^{', '.join(DEBIAN.packages['tftp'])} cannot be .* no source"):
        step(system).carry_out()
    system.unknown, system.stuck = set(), True
    with pytest.raises(PublishError, match="nginx starts at boot and cannot be disabled"):
        step(system).carry_out()
