"""Boot options with which Anaconda installs nothing, or waits."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kickstart import boot_options


def told(*arguments: str) -> list[tuple[int, bool]]:
    """Return the place of each argument that is told of, and whether it stops the install."""
    return [(one.index, one.stops) for one in boot_options.faults(arguments)]


@pytest.mark.parametrize(
    "argument",
    [
        "inst.rescue",
        "rescue",
        "inst.rescue=1",
        "inst.dirinstall",
        "single",
        "1",
        "S",
        "emergency",
        "init=/bin/sh",
    ],
)
def test_what_installs_nothing_stops(argument: str) -> None:
    """The machine would stay armed until its deadline."""
    assert told("quiet", argument) == [(1, True)]


@pytest.mark.parametrize("unit", ["rescue.target", "emergency.target", "rescue"])
def test_another_goal_of_systemd_is_no_installer(unit: str) -> None:
    """The installer's own is one."""
    assert told(f"systemd.unit={unit}") == [(0, True)]
    assert told("systemd.unit=anaconda.target") == []


@pytest.mark.parametrize(
    "argument", ["inst.nokill", "inst.pauseatsummary", "rd.break", "rd.break=pre-mount", "inst.ks.all"]
)
def test_what_somebody_may_have_meant_is_told(argument: str) -> None:
    """The machine waits for a person, or nothing changes."""
    assert told(argument) == [(0, False)]


@pytest.mark.parametrize("argument", ["inst.rescue=0", "inst.nokill=off", "inst.pauseatsummary=no"])
def test_a_flag_that_is_off_is_off(argument: str) -> None:
    """As dracut reads it."""
    assert told(argument) == []


@pytest.mark.parametrize(
    ("argument", "meant"),
    [
        ("inst.sshdd", "inst.sshd"),
        ("inst.kickstrat=x", "inst.kickstart"),
        ("inst.verifyssl", "inst.noverifyssl"),
    ],
)
def test_what_is_nearly_an_option_is_told(argument: str, meant: str) -> None:
    """Anaconda passes over what it does not know."""
    (fault,) = boot_options.faults([argument])
    assert meant in fault.hint
    assert not fault.stops


@pytest.mark.parametrize(
    "argument",
    [
        "inst.own_addon=1",
        "inst.sshd",
        "inst.vnc",
        "nomodeset",
        "rd.shell",
        "selinux=0",
        "console=ttyS0",
        "s390",
        "2",
    ],
)
def test_everything_else_is_taken(argument: str) -> None:
    """What is nobody's may be an add-on's."""
    assert told(argument) == []


def test_every_known_option_is_taken() -> None:
    """None of them is near another one."""
    assert [
        one
        for one in boot_options.faults([f"inst.{name}" for name in boot_options.KNOWN])
        if "did you" in one.hint
    ] == []
