"""What each release has as it is installed."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kickstart.release_system import installed_system
from salt_pxe.installers.kickstart.syntax import Syntax

KNOWS = {
    ("el", 7): {"1", "5", "6"},
    ("el", 8): {"1", "5", "6", "2a", "2b", "2x", "2y"},
    ("el", 9): {"1", "5", "6", "2a", "2b", "2x", "2y", "y", "gy", "7"},
    ("el", 10): {"1", "5", "6", "2a", "2b", "2x", "2y", "y", "gy", "7"},
    ("fedora", 38): {"1", "5", "6", "2a", "2b", "2x", "2y", "y", "gy", "7"},
}


@pytest.mark.parametrize("release", KNOWS, ids=str)
def test_a_release_reads_the_hashes_of_its_libcrypt(release: tuple[str, int]) -> None:
    """glibc's own on RHEL 7, libxcrypt 4.1 on RHEL 8, libxcrypt 4.4 later."""
    assert installed_system(Syntax(*release)).hash_methods == KNOWS[release]


def test_nobody_changed_its_number() -> None:
    """It is 99 on RHEL 7, and 65534 later."""
    assert [installed_system(Syntax("el", version)).users["nobody"] for version in (7, 8)] == [99, 65534]


def test_rhel_7_has_no_locale_c_in_utf_8_and_rhel_8_no_keys_on_hardware() -> None:
    """What came later is absent."""
    assert installed_system(Syntax("el", 7)).absent_locales == {"C"}
    assert not installed_system(Syntax("el", 8)).absent_locales
    assert installed_system(Syntax("el", 8)).absent_key_types
    assert not installed_system(Syntax("el", 9)).absent_key_types
