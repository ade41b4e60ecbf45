"""The kickstart of a machine: the text that its installer fetches.

The layout is a template; each name in it holds whole lines, made by functions that are named after the commands
(pykickstart's documentation, "Kickstart Commands").
"""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateError

from salt_pxe.installers.installation import Installation, installation
from salt_pxe.installers.kickstart import partitioning, sections, system_commands, template
from salt_pxe.installers.kickstart.directive import directive
from salt_pxe.installers.kickstart.network_commands import network
from salt_pxe.installers.kickstart.sections import Read
from salt_pxe.installers.kickstart.syntax import syntax_of
from salt_pxe.installers.refusal import InstallationRefused
from salt_pxe.site.artefact import MARK, is_ours
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site


def kickstart(site: Site, profile_name: str, host_name: str | None, read: Read) -> str:
    """Return the kickstart of a host, or of a profile for machines that nobody declared (`host_name` None).

    `read` gets the text of a `salt://` file and raises OSError where there is none. Raises InstallationRefused, whose
    `problem` says what is wrong, where the machine cannot be installed as pillar says.
    """
    return rendered(installation(site, profile_name, host_name), read)


def rendered(what: Installation, read: Read) -> str:
    """Return the kickstart of an installation."""
    known = names(what, read)
    if what.declared.template is None:
        return template.layout().render(known)
    path = f"pxe:profiles:{what.profile}:template"
    snippets = {name: _source(what, url, read) for name, url in what.declared.snippets.items()}
    text = _source(what, what.declared.template, read)
    try:
        text = template.sites_own(text, snippets).render(known)
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as error:
        message = f"{what.declared.template} cannot be rendered: {what.without_secrets(str(error))}"
        raise InstallationRefused(Problem(path, message, "mend the template")) from None
    text = text if is_ours(text.encode()) else f"# {MARK}\n{text}"
    for section in sections.reports(what):
        if section.body not in text:
            text = f"{text.rstrip()}\n\n{section.header}\n{section.body}\n%end\n"
    return text


def _source(what: Installation, url: str, read: Read) -> str:
    try:
        return read(url)
    except OSError:
        path = f"pxe:profiles:{what.profile}:template"
        problem = Problem(path, f"{url} is not in the file roots", "put the file there, or correct the name")
        raise InstallationRefused(problem) from None


def names(what: Installation, read: Read) -> dict[str, Any]:
    """Return what a template of a kickstart can name."""
    said = what.declared
    machine = what.host or f"machines that nobody declared, profile {what.profile}"
    return {
        "mark": MARK,
        "title": f"Kickstart for {machine}.",
        "hostname": what.hostname,
        "minion_id": what.minion_id,
        "master": what.master,
        "release": syntax_of(what),
        "disks": what.disks,
        "variables": what.variables,
        "mode": said.mode,
        "lang": system_commands.lang(what),
        "keyboard": system_commands.keyboard(what),
        "timezone": system_commands.timezone(what),
        "timesource": system_commands.timesource(what),
        "url": directive("url", url=what.url),
        "repo": system_commands.repo(what),
        "network": network(what),
        "ignoredisk": partitioning.ignoredisk(what),
        "zerombr": "zerombr",
        "clearpart": partitioning.clearpart(what),
        "bootloader": partitioning.bootloader(what),
        "layout": partitioning.layout(what),
        "rootpw": system_commands.rootpw(what),
        "group": system_commands.group(what),
        "user": system_commands.user(what),
        "sshkey": system_commands.sshkey(what),
        "selinux": directive("selinux", **{said.selinux: True}),
        "firewall": system_commands.firewall(what),
        "services": system_commands.services(what),
        "firstboot": system_commands.firstboot(what),
        "flags": system_commands.flags(what),
        "finish": said.finish,
        "packages": sections.packages(what),
        "addons": sections.addons(what),
        "scripts": sections.scripts(what, read),
    }
