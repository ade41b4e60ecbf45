"""Where distributions keep shim and GRUB, and how their GRUB loads a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.boot.uefi.distribution_files import grub_commands
from salt_pxe.boot.uefi.kind import KIND
from salt_pxe.site.distribution import Distribution


def test_debian_s_packages_hold_shim_and_grub() -> None:
    """The files are where the table says."""
    for sources in KIND.loader_files(Distribution("Debian")).values():
        assert [source for source in sources if Path(source).is_file()], sources


@pytest.mark.parametrize(
    ("distribution", "commands"),
    [
        (Distribution("RedHat", 7), ("linuxefi", "initrdefi")),
        (Distribution("RedHat", 8), ("linux", "initrd")),
        (Distribution("RedHat"), ("linux", "initrd")),
        (Distribution("Debian", 7), ("linux", "initrd")),
    ],
)
def test_grub_of_el_7_has_commands_of_its_own(distribution: Distribution, commands: tuple[str, str]) -> None:
    """It boots a signed kernel only by linuxefi; every later one, and Debian's, by linux."""
    assert grub_commands(distribution) == commands


def test_a_distribution_without_known_packages_is_an_error() -> None:
    """Nothing is guessed for a distribution that nobody has looked at."""
    with pytest.raises(LookupError):
        KIND.packages(Distribution("Suse"))
