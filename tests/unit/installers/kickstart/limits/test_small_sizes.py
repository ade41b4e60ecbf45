"""A file system that its contents do not fit into is told, and the smallest that they fit into is not."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.installers.kickstart.limits.small_sizes import too_small
from tests.layouts import BOOT, PHYSICAL, ROOT, below, layout


@pytest.mark.parametrize(
    ("mount", "least"),
    [("/boot", 256), ("/usr", 800), ("/var", 384), ("/tmp", 50), ("/home", 100), ("/srv", 1)],
)
def test_the_smallest_size_is_taken(mount: str, least: int) -> None:
    """And one MiB less is told."""
    assert not list(too_small(layout(ROOT, {"mount": mount, "size": least})))
    if least > 1:
        assert below(too_small(layout(ROOT, {"mount": mount, "size": least - 1}))) == ["partitions:1:size"]


def test_the_root_holds_what_usr_does_not() -> None:
    """Where /usr has no file system of its own, the packages are in the root's."""
    root: dict[str, Any] = {"mount": "/", "size": 500}
    assert below(too_small(layout(root))) == ["partitions:0:size"]
    assert not list(too_small(layout(root, {"mount": "/usr", "size": 4000})))


def test_the_limit_of_what_grows_counts() -> None:
    """Not its smallest size; and nothing is said where no size is said."""
    boot = {**BOOT, "size": 10, "grow": True}
    assert not list(too_small(layout(ROOT, boot)))
    assert below(too_small(layout(ROOT, {**boot, "maxsize": 100}))) == ["partitions:1:maxsize"]
    volumes = {"root": {"mount": "/", "percent": 1}, "var": {"mount": "/var", "size": 100}}
    assert below(too_small(layout(BOOT, PHYSICAL, volumes=volumes))) == ["volume_groups:vg:volumes:var:size"]
