"""The small site with changes, and the kickstart of its web01."""

from __future__ import annotations

from typing import Any

from salt_pxe.installers.answer_files import answer_files
from salt_pxe.installers.installation import Installation, installation
from salt_pxe.installers.kickstart.document import kickstart
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from tests.site import changed, validated

WEB = "profiles:el9-web"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdvbGRlbmtleWdvbGRlbmtleWdvbGRlbmtleWdvbGRl"

OWN = """\
text
{{ lang }}
{{ keyboard }}
{{ timezone }}
{{ url }}
{% for line in network %}
{{ line }}
{% endfor %}
{{ ignoredisk }}
{{ clearpart }}
{{ bootloader }}
{% for line in layout %}
{{ line }}
{% endfor %}
{{ rootpw }}
reboot
%packages
{{ packages.body }}
%end
"""
"""A template of the site's own that says as little as it may."""


def site(changes: dict[str, Any]) -> Site:
    """Return a site as its values are read, without the rules that need the whole of it."""
    return validated(changed(changes)["pxe"])


def web01(changes: dict[str, Any], files: dict[str, str] | None = None) -> str:
    """Return the kickstart of web01 in the changed site."""

    def read(url: str) -> str:
        if url not in (files or {}):
            raise FileNotFoundError(url)
        return (files or {})[url]

    return kickstart(site(changes), "el9-web", "web01", read)


def refused(changes: dict[str, Any], template: str | None = None) -> list[Problem]:
    """Return the problems of web01 in the changed site, perhaps with a template of the site's own."""
    if template is not None:
        changes = {f"{WEB}:template": "salt://own.ks", **changes}
    texts, problems = answer_files(site(changes), {"web01": "x"}, lambda url: str(template))
    assert bool(texts) != bool(problems)
    return problems


def installed(changes: dict[str, Any]) -> Installation:
    """Return the installation of web01 in the changed site."""
    return installation(site(changes), "el9-web", "web01")
