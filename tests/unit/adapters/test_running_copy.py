"""Which copy of salt-pxe runs, and whether its parts belong together."""

from __future__ import annotations

from pathlib import Path

import salt_pxe
from salt_pxe.adapters.running_copy import CORE, running

STATES = sorted(path.stem for path in (Path(CORE) / "states").glob("pxe_*.py"))


def test_the_cores_own_modules_are_the_same() -> None:
    """Loader modules that run from beside the core are of its version."""
    told = running({f"states/{name}": f"{CORE}/states/{name}.py" for name in STATES})
    assert STATES
    assert (told["same"], told["differences"]) == (True, [])
    assert (told["version"], told["core"]) == (salt_pxe.__version__, CORE)


def test_a_copy_with_other_content_is_named(tmp_path: Path) -> None:
    """A synced copy that differs by a byte is named with both paths and what to do."""
    stale = tmp_path / "pxe_tftp.py"
    stale.write_bytes((Path(CORE) / "states/pxe_tftp.py").read_bytes() + b"\n")
    (difference,) = running({"states/pxe_tftp": str(stale)})["differences"]
    assert str(stale) in difference
    assert "saltutil.sync_all" in difference


def test_an_equal_copy_elsewhere_is_fine(tmp_path: Path) -> None:
    """It is the content that counts, not the place."""
    synced = tmp_path / "pxe_tftp.py"
    synced.write_bytes((Path(CORE) / "states/pxe_tftp.py").read_bytes())
    assert running({"states/pxe_tftp": str(synced)})["same"]


def test_a_module_that_salt_did_not_load_is_named() -> None:
    """A state that is missing from Salt's loader is a difference."""
    assert "states/pxe_tftp is not loaded" in running({"states/pxe_tftp": None})["differences"][0]
