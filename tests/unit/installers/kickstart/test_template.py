"""Templates of the site's own: what they may reach, and what they find there."""

from __future__ import annotations

import pytest

from salt_pxe.installers.refusal import InstallationRefused
from tests.unit.installers.kickstart.rendered_site import WEB, web01

HOSTILE_TEMPLATES = {
    "undefined": "{{ hostnam }}",
    "undefined attribute": "{{ variables.rack }}",
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ lipsum.__globals__ }}",
    "changes a value": "{{ variables.update({'a': 1}) }}",
    "reads a file": "{% include '/etc/passwd' %}",
    "loops": "{% for i in range(999999999) %}{% endfor %}",
    "recursion": "{% include 'again' %}",
    "syntax": "{% if %}",
    "a control character": "{{ '\\n' | ks }}",
}


@pytest.mark.parametrize("name", HOSTILE_TEMPLATES)
def test_a_template_of_the_site_is_held(name: str) -> None:
    """A template that reaches for more than its names, or for a name that is not there, is refused and named."""
    files = {"salt://own.ks": HOSTILE_TEMPLATES[name], "salt://again.ks": "{% include 'again' %}"}
    with pytest.raises(InstallationRefused) as refused:
        web01({f"{WEB}:template": "salt://own.ks", f"{WEB}:snippets": {"again": "salt://again.ks"}}, files)
    assert refused.value.problem.path == "pxe:profiles:el9-web:template"
    assert "salt://own.ks" in refused.value.problem.message
