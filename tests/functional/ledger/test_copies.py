"""The ledger works from any copy of the core: a wheel, or the `.py` files that Salt syncs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import salt_pxe
from tests.e2e.wheels import project_wheel

CORE = Path(salt_pxe.__file__).parent
OPEN = """
import sys
sys.path.insert(0, sys.argv[1])
import salt_pxe
from salt_pxe.ledger import database
assert salt_pxe.__file__.startswith(sys.argv[1]), salt_pxe.__file__
database.ledger(sys.argv[2]).trust(now=1, by="operator")
print(database.reader(sys.argv[2]).standing().distrust or "trusted")
"""


def opened(copy: Path) -> str:
    """Return what a ledger that this copy makes says of itself."""
    url = f"sqlite:///{copy.parent}/ledger.db"
    command = [sys.executable, "-I", "-c", OPEN, str(copy), url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_synced_copy_makes_and_migrates_its_ledger(tmp_path: Path) -> None:
    """`saltutil.sync_all` copies nothing but `.py` files."""
    copy = tmp_path / "synced"
    for file in CORE.rglob("*.py"):
        target = copy / "salt_pxe" / file.relative_to(CORE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    assert opened(copy) == "trusted"


def test_a_wheel_makes_and_migrates_its_ledger(tmp_path: Path) -> None:
    """The migrations are part of the package."""
    copy = tmp_path / "installed"
    zipfile.ZipFile(project_wheel(tmp_path)).extractall(copy)
    assert opened(copy) == "trusted"
