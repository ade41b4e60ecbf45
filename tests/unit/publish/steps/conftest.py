"""What the tests of the steps share: a disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.publish.files.disk import Disk


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """A disk with the kernel and the initrd of the site's repo."""
    for name in ("vmlinuz", "initrd.img"):
        at = tmp_path / "srv/tftp/pxe/el9" / name
        at.parent.mkdir(parents=True, exist_ok=True)
        at.touch()
    return Disk(str(tmp_path))
