"""The answer files of armed hosts, and of profiles for machines that nobody declared, each checked."""

from __future__ import annotations

from collections.abc import Mapping

from salt_pxe.arming.armed import Armed
from salt_pxe.installers.installation import InstallationRefused, installation
from salt_pxe.installers.kickstart.check.verdict import check
from salt_pxe.installers.kickstart.document import rendered
from salt_pxe.installers.sources import Read, _Once
from salt_pxe.site import unknown
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site


def kickstarts(
    site: Site,
    armed: Armed,
    read_file: Read | None = None,
    tokens: Mapping[str, str] | None = None,
    master_finger: str | None = None,
) -> tuple[dict[str, str], list[Problem]]:
    """Return the kickstarts of the armed hosts that may be served, by the host's name, and all problems.

    `read_file` gets the text of a `salt://` file and raises OSError where there is none; it is asked once for each
    file. Without it there are no such files. `tokens` holds each host's token, with which it proves its reports;
    `master_finger` is the fingerprint of the master's key, for the machine's minion.
    """
    source = _Once(read_file)
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name in sorted(name for name in armed if name in site.hosts):
        profile = site.hosts[name].profile
        if profile is None or profile not in site.profiles:
            message = "the host is to be installed and has no profile"
            problems.append(Problem(f"pxe:hosts:{name}:profile", message, "name one of pxe:profiles"))
            continue
        text, wrong = _made(site, profile, name, source, (tokens or {}).get(name), master_finger)
        problems += wrong
        if not wrong:
            found[name] = text
    return found, problems


def unknown_kickstarts(site: Site, read_file: Read | None = None) -> tuple[dict[str, str], list[Problem]]:
    """Return the kickstarts of the profiles that an undeclared machine may install, by name, and all problems.

    These are the profiles of `boot.unknown_profiles`; `read_file` is that of `kickstarts`.
    """
    source = _Once(read_file)
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for profile in unknown.unknown_profiles(site):
        text, wrong = _made(site, profile, None, source)
        problems += wrong
        if not wrong:
            found[profile] = text
    return found, problems


def _made(
    site: Site,
    profile: str,
    host: str | None,
    source: Read,
    token: str | None = None,
    master_finger: str | None = None,
) -> tuple[str, list[Problem]]:
    """Return a kickstart and what is wrong with it."""
    try:
        what = installation(site, profile, host, token, master_finger)
        text = rendered(what, source)
        return text, check(what, text, source)
    except InstallationRefused as error:
        path = f"pxe:profiles:{profile}" if host is None else f"pxe:hosts:{host}"
        wrong = error.problem
        if not f"{wrong.path}:".startswith(f"{path}:"):
            wrong = Problem(path, f"{wrong.path}: {wrong.message}", wrong.hint)
        return "", [wrong]
