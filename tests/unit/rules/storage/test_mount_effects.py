"""Options with which a system cannot be installed are refused where packages lie, and taken elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules.storage.mount_effects import of_the_system
from salt_pxe.site.problem import Problem
from tests.layouts import BOOT, PATH, PHYSICAL, ROOT, below, layout


def told(mount: str, options: str) -> list[str]:
    """Return the paths of what is said of a place that is mounted with these options."""
    part: dict[str, Any] = {"mount": mount, "size": 1024, "fsoptions": options}
    return below(of_the_system(layout(part) if mount == "/" else layout(ROOT, part)))


@pytest.mark.parametrize(
    ("options", "refused", "taken"),
    [
        (
            "ro",
            ["/", "/boot", "/home", "/usr", "/usr/local", "/var/lib", "/opt", "/srv"],
            ["/data", "/home/old", "/varnish", "/opt/data", "/srv/iso"],
        ),
        ("noauto", ["/", "/boot", "/usr", "/var/log"], ["/home", "/srv", "/data"]),
        ("noexec", ["/", "/usr", "/usr/local"], ["/tmp", "/var", "/home", "/boot", "/srv"]),
        ("nodev,user", ["/", "/usr"], ["/home"]),
        ("users", ["/"], ["/srv"]),
        ("rw", [], ["/", "/usr"]),
        ("ro,rw", [], ["/"]),
        ("noexec,exec", [], ["/"]),
        ("nosuid,nodev", [], ["/", "/usr"]),
    ],
)
def test_an_option_is_refused_where_it_stops_the_install(
    options: str, refused: list[str], taken: list[str]
) -> None:
    """And nowhere else; the last of two that contradict each other counts."""
    for mount in refused:
        assert told(mount, options) == [f"partitions:{int(mount != '/')}:fsoptions"], mount
    for mount in taken:
        assert not told(mount, options), mount


def test_a_volume_is_held_to_the_same() -> None:
    """What is mounted nowhere, and has no options, is not judged."""
    volumes = {"root": {**ROOT, "fsoptions": "noexec"}}
    found = below(
        of_the_system(
            layout(BOOT, PHYSICAL, {"mount": "swap", "size": 9, "fsoptions": "ro"}, volumes=volumes)
        )
    )
    assert found == ["volume_groups:vg:volumes:root:fsoptions"]


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ("noauto", "/usr is mounted neither for the install nor at boot, by noauto", "remove noauto"),
        (
            "ro",
            "/usr is mounted read-only for the install too, and no package can be installed",
            "remove ro, or change /etc/fstab by post",
        ),
        ("noexec", "no program of /usr can be started, by noexec", "remove noexec"),
        ("exec,user", "no program of /usr can be started, by user", "remove user"),
        ("users,nodev", "no program of /usr can be started, by users", "remove users"),
    ],
)
def test_an_option_is_told_with_what_to_remove(options: str, message: str, hint: str) -> None:
    """It is named as it is written."""
    usr = {"mount": "/usr", "size": 1024, "fsoptions": options}
    assert list(of_the_system(layout(ROOT, usr))) == [
        Problem(f"{PATH}:partitions:1:fsoptions", message, hint)
    ]
