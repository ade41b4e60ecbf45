"""What the tests of armed machines share: a disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.publish.files.disk import Disk


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))
