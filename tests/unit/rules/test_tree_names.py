"""What the name of a tree says of it."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import tree_names
from tests.site import small_site


def paths(rule: Any, source: str, release: str = "RHEL9") -> list[str]:
    """Return where a rule warns."""
    changes = {"repos:el9:source": source, "profiles:el9-web:release": release}
    return [problem.path for problem in rule(small_site(changes))]


@pytest.mark.parametrize(
    ("source", "release", "warned"),
    [
        ("http://m.example.com/rocky/8/BaseOS/x86_64/os/", "RHEL9", True),
        ("http://m.example.com/rocky/8.10/BaseOS/x86_64/os/", "RHEL9", True),
        ("http://m.example.com/rocky/9.4/BaseOS/x86_64/os/", "RHEL9", False),
        ("http://m.example.com/9-stream/BaseOS/x86_64/os/", "RHEL9", False),
        ("http://m.example.com/8-stream/BaseOS/x86_64/os/", "RHEL9", True),
        ("/srv/Rocky-8.10-x86_64-dvd1.iso", "Rocky9", True),
        ("/srv/Rocky-9.4-x86_64-dvd1.iso", "Rocky9", False),
        ("/srv/AlmaLinux-10.0-x86_64-dvd.iso", "RHEL9", True),
        ("http://m.example.com/fedora/linux/releases/41/Everything/x86_64/os/", "F42", True),
        ("http://m.example.com/fedora/linux/releases/42/Everything/x86_64/os/", "F42", False),
        ("/srv/media/2024-08-01/tree", "RHEL9", False),
        ("/srv/media/tree8", "RHEL9", False),
        ("http://mirror10.example.com/tree/", "RHEL9", False),
    ],
)
def test_a_tree_is_of_the_release_that_it_says(source: str, release: str, warned: bool) -> None:
    """A number that is no release says nothing."""
    assert paths(tree_names.releases, source, release) == (["pxe:profiles:el9-web:repo"] if warned else [])


@pytest.mark.parametrize(
    ("source", "warned"),
    [
        ("/srv/Rocky-9.4-x86_64-boot.iso", True),
        ("/srv/Fedora-Server-netinst-x86_64-42-1.1.iso", True),
        ("/srv/Fedora-Workstation-Live-x86_64-42.iso", True),
        ("http://m.example.com/rocky/9/AppStream/x86_64/os/", True),
        ("/srv/Rocky-9.4-x86_64-dvd1.iso", False),
        ("http://m.example.com/rocky/9/BaseOS/x86_64/os/", False),
        ("/srv/delivery-box/tree", False),
    ],
)
def test_a_tree_has_an_installer_and_packages(source: str, warned: bool) -> None:
    """By its name one of them is missing."""
    assert paths(tree_names.contents, source) == (["pxe:repos:el9:source"] if warned else [])
