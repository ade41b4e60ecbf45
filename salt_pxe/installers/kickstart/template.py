"""A kickstart template of the site's own, rendered in a sandbox with the names that our layout has.

It may include the profile's snippets by their names, and extend our own layout by the name `kickstart`.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import DictLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from salt_pxe.installers.kickstart.directive import quote
from salt_pxe.site.environment import environment, path_of

LAYOUT = path_of(__package__, "kickstart.j2")
FILTERS = {"ks": quote, "sh": lambda value: shlex.quote(str(value))}


def layout() -> Template:
    """Return our own layout."""
    return environment().get_template(LAYOUT)


def sites_own(text: str, snippets: Mapping[str, str]) -> Template:
    """Return the compiled template of a site. Raises jinja2.TemplateError for one that cannot be compiled."""
    return _compiled(text, tuple(sorted(snippets.items())))


@lru_cache(maxsize=64)
def _compiled(text: str, snippets: tuple[tuple[str, str], ...]) -> Template:
    ours = environment()
    assert ours.loader is not None
    source = ours.loader.get_source(ours, LAYOUT)[0]
    sandbox = ImmutableSandboxedEnvironment(
        loader=DictLoader({"kickstart": source, **dict(snippets)}),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    sandbox.filters.update(FILTERS)
    return sandbox.from_string(text)
