"""A release of an operating system."""

from __future__ import annotations

from salt_pxe.site.profiles.release import Release


def test_a_release_is_the_same_whatever_a_person_calls_it() -> None:
    """A profile's and an install tree's are compared by family and version alone."""
    assert Release("el", "9", "RHEL or a rebuild") == Release("el", "9", "Rocky Linux 9")
    assert Release("el", "9") != Release("el", "8") and Release("el", "9") != Release("fedora", "9")
