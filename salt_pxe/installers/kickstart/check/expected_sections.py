"""The sections that a release's parser should find in the kickstart of an installation."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pykickstart import constants

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.check.expected_accounts import keys, knows_sshkey
from salt_pxe.site.profiles.scripts import PostSection, Section

Attributes = dict[str, Any]
Read = Callable[[str], str]


@dataclass(frozen=True)
class ExpectedSection:
    """A section: its name, the words or attributes of its first line, its body or texts that it must hold."""

    name: str
    words: tuple[str, ...] | None
    attributes: Attributes
    body: str | None
    holds: tuple[str, ...] = ()


def sections(what: Installation, read: Read) -> tuple[ExpectedSection, ...]:
    """Return the sections in their order; `read` gets the text of a `salt://` file."""
    said = what.declared
    found = [ExpectedSection("%packages", None, {}, None)]
    found += [
        ExpectedSection("%addon", (name, *addon.arguments), {}, addon.body.rstrip("\n"))
        for name, addon in sorted(said.addons.items())
    ]
    if said.kdump is not None:
        words = ("--enable", "--reserve-mb=auto") if said.kdump else ("--disable",)
        found.append(ExpectedSection("%addon", ("com_redhat_kdump", *words), {}, ""))
    reports = what.report is not None and what.report.token is not None
    for name, sections, kind in (
        ("%pre", said.pre, constants.KS_SCRIPT_PRE),
        ("%pre-install", said.pre_install, constants.KS_SCRIPT_PREINSTALL),
        ("%onerror", said.onerror, constants.KS_SCRIPT_ONERROR),
        ("%traceback", said.traceback, constants.KS_SCRIPT_TRACEBACK),
        ("%post", said.post, constants.KS_SCRIPT_POST),
    ):
        if name == "%post" and not knows_sshkey(what) and keys(what):
            holds = tuple(shlex.quote(key) for _, key in keys(what))
            found.append(ExpectedSection("%post", None, _script(kind, PostSection(script="-")), None, holds))
        if reports and name in ("%pre", "%onerror"):
            holds = _report_values(what) if name == "%pre" else ("report failed",)
            found.append(ExpectedSection(name, None, _script(kind, Section(script="-")), None, holds))
        for section in sections:
            text = section.script if section.script is not None else read(str(section.source))
            found.append(ExpectedSection(name, None, _script(kind, section), text.rstrip("\n")))
    if what.report:
        kind = constants.KS_SCRIPT_POST
        holds = (*_report_values(what), *_minion_values(what))
        found.append(ExpectedSection("%post", None, _script(kind, PostSection(script="-")), None, holds))
    return tuple(found)


def _report_values(what: Installation) -> tuple[str, ...]:
    """Return the lines in which a report names its machine, and where it is sent."""
    report = what.report
    assert report is not None
    said = {
        "event_url": report.event_url,
        "armed_url": report.armed_url,
        "host": report.host,
        "mac": report.mac,
        "request": report.request,
        "minion_id": what.minion_id,
        "token": report.token,
        "ca": report.ca,
    }
    return tuple(f"{name}={shlex.quote(value)}\n" for name, value in said.items() if value is not None)


def _minion_values(what: Installation) -> tuple[str, ...]:
    """Return what the last script must hold for the machine's minion: its master, and what pillar has it run."""
    minion, report = what.declared.minion, what.report
    if not minion.enabled or report is None or what.master is None:
        return ()
    found = [f'"master": "{what.master}"']
    if report.master_finger is not None:
        found.append(f'"master_finger": "{report.master_finger}"')
    if report.token is not None:
        found.append('"autosign_grains": ["salt_pxe_proof"]')
    found += [f'"{key}":' for key in minion.config]
    if minion.command is not None:
        found.append(shlex.quote(minion.command.rstrip("\n")))
    return tuple(found)


def _script(kind: int, section: Section) -> Attributes:
    return {
        "type": kind,
        "interp": section.interpreter or "/bin/sh",
        "log": section.log,
        "errorOnFail": section.erroronfail,
        "chroot": isinstance(section, PostSection) and not section.nochroot,
    }
