"""One strict Jinja environment for every artefact, and where its templates are.

The templates are part of the package. A minion that got the core by `saltutil.sync_all` has only its Python files:
there, a loader module has `find_templates` cache `salt://salt_pxe/templates`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

PACKAGED = Path(__file__).resolve().parent.parent / "templates"

_folder = PACKAGED


def use_templates(path: str | Path) -> None:
    """Read the templates from this folder from now on. Raises FileNotFoundError where there is none."""
    global _folder
    folder = Path(path)
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder of templates at {folder}")
    _folder = folder


def find_templates(cache_dir: Callable[[str], Sequence[str]]) -> None:
    """Where the core was synced without its templates, get them from the master's file roots.

    `cache_dir` copies a `salt://` folder and returns the paths of its files. Raises FileNotFoundError
    where it has none.
    """
    if PACKAGED.is_dir():
        return
    found = cache_dir("salt://salt_pxe/templates")
    if not found:
        raise FileNotFoundError(
            "the templates of salt-pxe are neither beside its code nor at salt://salt_pxe/templates: "
            "install salt-pxe by pip, or use its repository as file_roots"
        )
    head, middle, _ = found[0].partition("/salt_pxe/templates/")
    use_templates(head + middle)


def environment() -> Environment:
    """Return the environment in which every template is rendered: an undefined name is an error.

    Nothing is escaped here: what goes into an artefact is quoted by its renderer, by that artefact's own rules.
    """
    return _environment(_folder)


@lru_cache(maxsize=4)
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
