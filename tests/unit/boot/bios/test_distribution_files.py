"""Where distributions keep pxelinux and its modules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salt_pxe.boot.bios.distribution_files import FILES, one_version
from salt_pxe.boot.bios.kind import KIND
from salt_pxe.site.distribution import Distribution


def test_debian_s_packages_hold_pxelinux_and_every_module_that_it_loads() -> None:
    """The files are where the table says, and no module of syslinux needs one that is not served."""
    files = KIND.loader_files(Distribution("Debian"))
    for sources in files.values():
        assert [source for source in sources if Path(source).is_file()], sources
    needed = {
        name.decode()
        for (source,) in files.values()
        for name in re.findall(rb"\0([a-z0-9]+\.c32)(?=\0)", Path(source).read_bytes())
    }
    assert "libutil.c32" in needed
    assert needed <= files.keys()


def test_both_distributions_publish_the_same_files() -> None:
    """A machine finds the same names whatever its server runs."""
    assert FILES["Debian"].keys() == FILES["RedHat"].keys()


def test_where_loader_and_modules_are_two_packages_they_have_to_match() -> None:
    """Debian has two packages; Red Hat's one always matches itself."""
    together = one_version(Distribution("Debian"))
    assert together
    assert together.packages == ("pxelinux", "syslinux-common")
    assert one_version(Distribution("RedHat")) is None


def test_a_distribution_without_known_packages_is_an_error() -> None:
    """Nothing is guessed for a distribution that nobody has looked at."""
    with pytest.raises(LookupError):
        KIND.packages(Distribution("Suse"))
    with pytest.raises(LookupError):
        KIND.loader_files(Distribution("Suse"))
