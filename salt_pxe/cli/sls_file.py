"""A pillar SLS file, read without Salt.

YAML as Salt reads it (1.1, and a key stands there once), after plain Jinja. What needs a master to be rendered (grains,
other pillar, `#!py`) is an error that says so.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import jinja2
import yaml

from salt_pxe.site.problem import PillarError, Problem


class _Loader(yaml.SafeLoader):
    """Safe YAML in which a key that stands there twice is an error, as it is in Salt."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f'the key "{key}" stands there twice', key_node.start_mark
                )
            if isinstance(key, Hashable):
                seen.add(key)
        return super().construct_mapping(node, deep=deep)


def load(path: Path) -> dict[str, Any]:
    """Return the data of a pillar SLS file. Raises PillarError with the file's name, the line and what to do."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PillarError(
            [Problem(str(path), f"cannot be read: {error}", "name a pillar SLS file")]
        ) from None
    first = text.splitlines()[0] if text else ""
    if first.startswith("#!") and first.strip().lower() not in ("#!yaml", "#!jinja|yaml"):
        raise PillarError(
            [Problem(str(path), f"is rendered by {first[2:]}", "check it on the master: pillar.items")]
        )
    try:
        rendered = jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(text).render()
        data = yaml.load(rendered, Loader=_Loader)
    except jinja2.UndefinedError as error:
        hint = "this file needs a master to be rendered; check it there: salt-run pillar.show_pillar MINION"
        raise PillarError([Problem(str(path), str(error), hint)]) from None
    except jinja2.TemplateSyntaxError as error:
        raise PillarError([Problem(f"{path}:{error.lineno}", str(error.message), "mend the Jinja")]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise PillarError([Problem(f"{path}:{line}", str(error.problem), "mend the YAML")]) from None
    except yaml.YAMLError as error:
        raise PillarError([Problem(str(path), str(error), "mend the YAML")]) from None
    if not isinstance(data, dict):
        raise PillarError(
            [Problem(str(path), "is not a mapping", "a pillar file has keys at its top, pxe among them")]
        )
    return data
