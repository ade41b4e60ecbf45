"""While packages are installed on Debian, no daemon may start; and the policy that was there before is there again."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from salt_pxe.publish.daemons.no_start import POLICY, daemons_stay_down
from salt_pxe.publish.files.disk import KEPT, Disk
from salt_pxe.services.family import DEBIAN, family_of

OWN = "#!/bin/sh\nexit 0\n"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))


def policy(disk: Disk) -> Path:
    """Return where the policy is."""
    return Path(disk.real(POLICY))


def verdict(disk: Disk) -> int:
    """Return what the policy says to an init script that wants to start."""
    return subprocess.run([policy(disk), "nginx", "start"]).returncode


def test_starting_is_forbidden_for_that_moment_alone(disk: Disk) -> None:
    """101 is policy-rc.d's word for it; after it nothing is left."""
    with daemons_stay_down(disk, DEBIAN):
        assert verdict(disk) == 101
    assert list(policy(disk).parent.iterdir()) == []


def test_the_policy_of_the_system_is_put_back(disk: Disk) -> None:
    """Also where installing fails."""
    disk.make_folder(str(Path(POLICY).parent))
    policy(disk).write_text(OWN)
    policy(disk).chmod(0o755)
    with pytest.raises(RuntimeError), daemons_stay_down(disk, DEBIAN):
        assert verdict(disk) == 101
        raise RuntimeError
    assert policy(disk).read_text() == OWN
    assert verdict(disk) == 0
    assert [path.name for path in policy(disk).parent.iterdir()] == [policy(disk).name]


@pytest.mark.parametrize("had_own", [True, False])
def test_what_a_killed_run_left_is_mended(disk: Disk, had_own: bool) -> None:
    """Our policy is never taken for the system's own, which would forbid daemons for ever."""
    if had_own:
        disk.make_folder(str(Path(POLICY).parent))
        policy(disk).write_text(OWN)
    pid = os.fork()
    if pid == 0:
        with daemons_stay_down(disk, DEBIAN):
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    assert verdict(disk) == 101
    with daemons_stay_down(disk, DEBIAN):
        assert verdict(disk) == 101
    assert policy(disk).exists() is had_own
    assert not had_own or policy(disk).read_text() == OWN
    assert not Path(disk.real(POLICY + KEPT)).exists()


def test_on_el_nothing_is_forbidden(disk: Disk) -> None:
    """Its packages start nothing by themselves."""
    with daemons_stay_down(disk, family_of("RedHat", 9)):
        assert not policy(disk).exists()
