"""An option that a release's kernel has no more is refused there, and taken where it has it."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kickstart import syntax
from salt_pxe.installers.kickstart.limits.kernel_options import gone
from tests.layouts import ROOT, below, layout


@pytest.mark.parametrize(
    ("release", "kind", "option", "refused"),
    [
        ("RHEL7", "xfs", "nobarrier", False),
        ("RHEL8", "xfs", "nobarrier", False),
        ("RHEL9", "xfs", "nobarrier", True),
        ("RHEL9", "xfs", "delaylog", True),
        ("RHEL10", "xfs", "barrier", True),
        ("F42", "xfs", "nobarrier", True),
        ("RHEL9", "ext4", "nobarrier", False),
        ("RHEL9", "xfs", "noatime", False),
    ],
)
def test_an_option_of_xfs_is_gone_since_linux_4_19(
    release: str, kind: str, option: str, refused: bool
) -> None:
    """Beside other options."""
    what = layout({**ROOT, "fstype": kind, "fsoptions": f"nodev,{option}"}, release=release)
    found = syntax.parse(release)
    assert found is not None
    assert below(gone(what, found)) == (["partitions:0:fsoptions"] if refused else [])


def test_the_type_of_the_release_counts_where_none_is_said() -> None:
    """RHEL's is xfs."""
    rhel_9 = syntax.Syntax("el", 9)
    assert below(gone(layout({**ROOT, "fsoptions": "nobarrier"}), rhel_9)) == ["partitions:0:fsoptions"]
    assert not list(gone(layout(ROOT), rhel_9))
