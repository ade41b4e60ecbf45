"""The sections of a kickstart: packages, scripts, add-ons."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import NamedTuple

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.directive import directive
from salt_pxe.installers.kickstart.syntax import syntax_of
from salt_pxe.installers.kickstart.system_commands import HAS_SSHKEY, ssh_keys
from salt_pxe.installers.refusal import InstallationRefused
from salt_pxe.installers.report.report_scripts import Logs, failed_script, finish_script, installing_script
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.scripts import PostSection
from salt_pxe.site.profiles.scripts import Section as SaidSection
from salt_pxe.site.values import script_text

Read = Callable[[str], str]

# The spelling --exclude-weakdeps and --inst-langs, and the first release that knows weak dependencies at all.
NEW_SPELLING = (9, 32)
HAS_WEAKDEPS = (8, 24)

LOGS = Logs(
    "/tmp/anaconda-tb-*",
    (
        "/tmp/anaconda.log",
        "/tmp/storage.log",
        "/tmp/packaging.log",
        "/tmp/dnf.log",
        "/tmp/program.log",
        "/var/log/syslog",
    ),
)


class Section(NamedTuple):
    """One section: its first line, and its body without the last line end."""

    header: str
    body: str


def packages(installation: Installation) -> Section:
    """Return `%packages`; options that the release has under another name are written so."""
    said = installation.declared.packages_options
    new = syntax_of(installation).reads(*NEW_SPELLING)
    weak = said.exclude_weakdeps and syntax_of(installation).reads(*HAS_WEAKDEPS)
    header = directive(
        "%packages",
        excludedocs=said.exclude_docs,
        nocore=said.no_core,
        ignoremissing=said.ignore_missing,
        multilib=said.multilib,
        inst_langs=said.inst_langs if new else None,
        instLangs=None if new else said.inst_langs,
        exclude_weakdeps=weak and new,
        excludeWeakdeps=weak and not new,
    )
    return Section(header, "\n".join(installation.packages))


def addons(installation: Installation) -> tuple[Section, ...]:
    said = installation.declared
    found = [
        Section(directive("%addon", name, *addon.arguments), addon.body.rstrip("\n"))
        for name, addon in sorted(said.addons.items())
    ]
    if said.kdump is not None:
        words = ("--enable", "--reserve-mb=auto") if said.kdump else ("--disable",)
        found.append(Section(directive("%addon", "com_redhat_kdump", *words), ""))
    return tuple(found)


def scripts(installation: Installation, read: Read) -> tuple[Section, ...]:
    """Return `%pre`, `%pre-install`, `%onerror`, `%traceback` and `%post`, in pillar's order within each.

    What reports stands before what pillar says, for that may switch the machine off; the last `%post` stands behind it.
    `read` gets the text of a `salt://` file. Raises InstallationRefused when there is none, or when a kickstart would
    act on a line of it.
    """
    said = installation.declared
    ours = reports(installation)
    found: list[Section] = []
    for name, sections in (
        ("pre", said.pre),
        ("pre_install", said.pre_install),
        ("onerror", said.onerror),
        ("traceback", said.traceback),
        ("post", said.post),
    ):
        if name == "post":
            found += authorized_keys(installation)
        kind = f"%{name.replace('_', '-')}"
        said_here = [_script(installation, kind, section, read) for section in sections]
        ours_here = [section for section in ours if section.header == kind]
        found += [*said_here, *ours_here] if name == "post" else [*ours_here, *said_here]
    return tuple(found)


def reports(installation: Installation) -> tuple[Section, ...]:
    """Return the sections in which the machine reports; the last `%post` lets it reboot only once it is disarmed.

    None of them can end an install, for none says `--erroronfail`. `%onerror` is known since RHEL 7.3 and runs on a
    traceback too (pykickstart's documentation, "Handling Errors"), and `%traceback` is deprecated.
    """
    report = installation.report
    if report is None:
        return ()
    last = Section("%post", finish_script(report, installation.declared.minion).rstrip("\n"))
    if report.token is None:
        return (last,)
    return (
        Section("%pre", installing_script(report, LOGS).rstrip("\n")),
        Section("%onerror", failed_script().rstrip("\n")),
        last,
    )


def _script(installation: Installation, name: str, said: SaidSection, read: Read) -> Section:
    header = directive(
        name,
        nochroot=isinstance(said, PostSection) and said.nochroot,
        interpreter=said.interpreter,
        log=said.log,
        erroronfail=said.erroronfail,
    )
    text = said.script if said.script is not None else fetched(installation, str(said.source), read)
    return Section(header, text.rstrip("\n"))


def fetched(installation: Installation, url: str, read: Read) -> str:
    """Return the text of a script of the master's file roots."""
    path = f"pxe:profiles:{installation.profile}"
    try:
        text = script_text.script(read(url))
    except OSError:
        problem = Problem(path, f"{url} is not in the file roots", "put the file there, or correct the name")
        raise InstallationRefused(problem) from None
    except ValueError as error:
        raise InstallationRefused(Problem(path, f"{url}: {error}", "mend the script")) from None
    if not text.strip():
        raise InstallationRefused(Problem(path, f"{url} is empty", "write something, or remove the section"))
    return text


def authorized_keys(installation: Installation) -> list[Section]:
    """Return the `%post` that writes the ssh keys where the release has no `sshkey` command."""
    keys = ssh_keys(installation)
    if not keys or syntax_of(installation).reads(*HAS_SSHKEY):
        return []
    lines = []
    for name in dict.fromkeys(name for name, _ in keys):
        lines += [
            f"home=$(getent passwd {shlex.quote(name)} | cut -d: -f6)",
            f'install -d -m 0700 -o {shlex.quote(name)} -g "$(id -gn {shlex.quote(name)})" "$home/.ssh"',
            *(
                f'printf "%s\\n" {shlex.quote(key)} >> "$home/.ssh/authorized_keys"'
                for user, key in keys
                if user == name
            ),
            f'chown {shlex.quote(name)}: "$home/.ssh/authorized_keys"',
            'chmod 0600 "$home/.ssh/authorized_keys"',
            'restorecon -R "$home/.ssh" || :',
        ]
    return [Section("%post", "\n".join(lines))]
