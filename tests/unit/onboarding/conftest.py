"""What the tests of reports and their worker share: an empty spool."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.onboarding.reports import Spool


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """An empty spool; its folder is made by whoever writes first."""
    return Spool(tmp_path / "pxe" / "spool")
