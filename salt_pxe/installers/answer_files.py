"""The answer files of armed hosts, and of profiles for machines that nobody declared, each checked."""

from __future__ import annotations

from collections.abc import Mapping

from salt_pxe.arming.armed import Armed
from salt_pxe.installers.installation import installation
from salt_pxe.installers.plug import installer_of
from salt_pxe.installers.refusal import InstallationRefused
from salt_pxe.installers.report.machine_report import AskedAs
from salt_pxe.installers.sources import Read, _Once
from salt_pxe.site import unknown
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

Files = dict[str, str]
"""The answer files of one machine: file name to text; `plug.THE_FILE` names the only one of an installer with one."""


def answer_files(
    site: Site,
    armed: Armed,
    read_file: Read | None = None,
    tokens: Mapping[str, str] | None = None,
    master_finger: str | None = None,
    asked_as: Mapping[str, AskedAs] | None = None,
) -> tuple[dict[str, Files], list[Problem]]:
    """Return the answer files of the armed hosts that may be served, by the host's name, and all problems.

    `read_file` gets the text of a `salt://` file and raises OSError where there is none; it is asked once for each
    file. Without it there are no such files. `tokens` holds each host's token, with which it proves its reports, and
    `asked_as` what it is in them; `master_finger` is the fingerprint of the master's key, for the machine's minion.
    """
    source = _Once(read_file)
    found: dict[str, Files] = {}
    problems: list[Problem] = []
    for name in sorted(name for name in armed if name in site.hosts):
        profile = site.hosts[name].profile
        if profile is None or profile not in site.profiles:
            message = "the host is to be installed and has no profile"
            problems.append(Problem(f"pxe:hosts:{name}:profile", message, "name one of pxe:profiles"))
            continue
        files, wrong = _made(
            site, profile, name, source, (tokens or {}).get(name), master_finger, (asked_as or {}).get(name)
        )
        problems += wrong
        if not wrong:
            found[name] = files
    return found, problems


def unknown_answer_files(site: Site, read_file: Read | None = None) -> tuple[dict[str, Files], list[Problem]]:
    """Return the answer files of the profiles that an undeclared machine may install, by name, and all problems.

    These are the profiles of `site.unknown`; `read_file` is that of `answer_files`.
    """
    source = _Once(read_file)
    found: dict[str, Files] = {}
    problems: list[Problem] = []
    for profile in unknown.unknown_profiles(site):
        files, wrong = _made(site, profile, None, source)
        problems += wrong
        if not wrong:
            found[profile] = files
    return found, problems


def _made(
    site: Site,
    profile: str,
    host: str | None,
    source: Read,
    token: str | None = None,
    master_finger: str | None = None,
    asked_as: AskedAs | None = None,
) -> tuple[Files, list[Problem]]:
    """Return the answer files of a machine and what is wrong with them."""
    installer = installer_of(site, profile)
    try:
        what = installation(site, profile, host, token, master_finger, asked_as)
        files = dict(installer.answer_files(what, source))
        return files, installer.problems(what, files, source)
    except InstallationRefused as error:
        path = f"pxe:profiles:{profile}" if host is None else f"pxe:hosts:{host}"
        wrong = error.problem
        if not f"{wrong.path}:".startswith(f"{path}:"):
            wrong = Problem(path, f"{wrong.path}: {wrong.message}", wrong.hint)
        return {}, [wrong]
