"""One strict Jinja environment for every artefact, and where its templates are.

A template lies in the folder `templates/` beside the rooms that render it, under the path of what it becomes. A minion
that got the core by `saltutil.sync_all` has only its Python files: there, a loader module has `find_templates` cache
the templates of `salt://salt_pxe`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

PACKAGED = Path(__file__).resolve().parent.parent
_FOLDER = "templates"
_FILES = r"E@/templates/.*\.j2$"

_folder = PACKAGED


def use_templates(path: str | Path) -> None:
    """Read the templates from this folder from now on. Raises FileNotFoundError where there is none."""
    global _folder
    folder = Path(path)
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder of templates at {folder}")
    _folder = folder


def find_templates(cache_dir: Callable[..., Sequence[str]]) -> None:
    """Where the core was synced without its templates, get them from the master's file roots.

    `cache_dir` is Salt's `cp.cache_dir`: it copies a `salt://` folder and returns the paths of the files that it
    copied. Raises FileNotFoundError where there are none.
    """
    if any(PACKAGED.glob(f"*/*/{_FOLDER}")):
        return
    found = cache_dir("salt://salt_pxe", include_pat=_FILES)
    if not found:
        raise FileNotFoundError(
            "the templates of salt-pxe are neither beside its code nor at salt://salt_pxe: "
            "install salt-pxe by pip, or use its repository as file_roots"
        )
    head, middle, _ = found[0].partition("/salt_pxe/")
    use_templates(head + middle)


def template(package: str, name: str) -> Template:
    """Return a template of a package of the core, whose rooms pass their `__package__`.

    Raises jinja2.TemplateNotFound where its `templates/` has no file of this name.
    """
    return environment().get_template(path_of(package, name))


def path_of(package: str, name: str) -> str:
    """Return the name that a template has in the environment, by which another one includes it."""
    return f"{package.partition('.')[2].replace('.', '/')}/{_FOLDER}/{name}"


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
