"""The copies of salt-pxe that run here: the core, and the loader modules that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import salt_pxe

CORE = str(Path(salt_pxe.__file__).resolve().parent)


def running(modules: Mapping[str, str | None]) -> dict[str, Any]:
    """Return version and path of the core, the files of the loader modules, and where they do not belong together.

    `modules` maps `states/pxe_tftp` to the file that Salt loaded it from, or None where Salt did not load it.
    """
    differences = []
    for name, path in sorted(modules.items()):
        own = f"{CORE}/{name}.py"
        if path is None:
            differences.append(
                f"{name} is not loaded: is the core whole, and synced or installed with its modules?"
            )
        elif Path(own).is_file() and _content(path) != _content(own):
            differences.append(
                f"{name} runs from {path}, which differs from {own} of the core: run saltutil.sync_all, or remove the "
                "copy that is not meant (pip's, or the one in extmods)"
            )
    return {
        "version": salt_pxe.__version__,
        "core": CORE,
        "modules": dict(sorted(modules.items())),
        "same": not differences,
        "differences": differences,
    }


def _content(path: str) -> bytes:
    return Path(path).read_bytes()


STATES = ("pxe_dhcp", "pxe_http", "pxe_answer_files", "pxe_packages", "pxe_repo", "pxe_tftp")
_FUNCTIONS = {"pxe_packages": "installed", "pxe_repo": "present"}
"""The function by which a state module is looked for, where it is not `managed`."""


def state_files(states: Mapping[str, Any]) -> dict[str, str | None]:
    """Return `states/<module>` to the file that it is loaded from, None where it is not loaded.

    `states` maps the full names of state functions to the functions, as Salt's loader does.
    """
    files: dict[str, str | None] = {}
    for module in STATES:
        name = f"{module}.{_FUNCTIONS.get(module, 'managed')}"
        files[f"states/{module}"] = states[name].__code__.co_filename if name in states else None
    return files
