"""Is a finished kickstart good, and exactly what was meant?

The release's own parser reads it, and what it understood is compared with what was meant. A kickstart
with a problem is never served. Problems name the line and never show a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from salt_pxe import boot
from salt_pxe.arming import Armed
from salt_pxe.installation import Installation, InstallationRefused, installation
from salt_pxe.kickstart_check import rules
from salt_pxe.kickstart_check.difference import differences
from salt_pxe.kickstart_check.meant import meant
from salt_pxe.kickstart_check.parser import Command, Reading
from salt_pxe.kickstart_check.reading import read
from salt_pxe.problem import Problem
from salt_pxe.render.kickstart import rendered
from salt_pxe.site import Site

Read = Callable[[str], str]

# Commands whose words that are no options are never shown, and options whose values are never shown, not even in the
# parser's own message.
_SECRET_COMMANDS = frozenset({"rootpw", "sshpw", "user", "vnc", "rdp", "realm", "rhsm"})
_OPTION = re.compile(r"--[a-z-]+")
_SECRET_WORDS = ("pass", "key", "secret")


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
    for profile in boot.unknown_profiles(site):
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


def check(what: Installation, text: str, read_file: Read) -> list[Problem]:
    """Return what is wrong with the kickstart of an installation; an empty list says that it may be served."""
    reading = read(text, what.release.kickstart)
    wrong = list(_faults(what, reading))
    if what.said.template is None:
        wrong += differences(reading, meant(what, read_file))
    else:
        wrong += rules.broken(what, reading)
    return [Problem(what.path, f"kickstart {what.without_secrets(message)}", hint) for message, hint in wrong]


class _Once:
    """Asks for each file only once."""

    def __init__(self, read_file: Read | None) -> None:
        self._read_file = read_file
        self._known: dict[str, str | OSError] = {}

    def __call__(self, url: str) -> str:
        if url not in self._known:
            try:
                self._known[url] = self._read_file(url) if self._read_file else FileNotFoundError(url)
            except OSError as error:
                self._known[url] = error
        known = self._known[url]
        if isinstance(known, OSError):
            raise known
        return known


Wrong = tuple[str, str]


def _faults(what: Installation, reading: Reading) -> Iterator[Wrong]:
    """Yield the parser's errors, the warnings that nobody accepted, and every attempt to include a file."""
    by_line = {command.line: command for command in reading.commands}
    for fault in reading.errors:
        message = fault.message
        for secret in _secret_words(by_line.get(fault.line)):
            message = message.replace(secret, "...")
        yield f"line {fault.line}: {message}", f"pykickstart for {what.release.kickstart} refuses it"
    accepted = (*what.said.accept_warnings, *_expected_warnings(what))
    for message in reading.warnings:
        if not any(text and text in message for text in accepted):
            path = f"pxe:profiles:{what.profile}:accept_warnings"
            yield f"warning: {message}", f"change it, or accept it by a part of its text in {path}"
    for line in reading.includes:
        yield (
            f"line {line}: a kickstart of ours includes no other file",
            "write the lines out, or use snippets",
        )


def _expected_warnings(what: Installation) -> Iterator[str]:
    """Yield what the parser says of a device that carries a VLAN and an address of its own, which is right so."""
    devices = [nic.device for nic in what.network]
    for device in {nic.device for nic in what.network if nic.vlan and devices.count(nic.device) > 1}:
        yield f"A network device with the name {device} has already been defined."


def _secret_words(command: Command | None) -> list[str]:
    """Return what a command line holds that may be a password, longest first."""
    if command is None:
        return []
    found, before = [], ""
    for word in command.words:
        option, _, value = word.partition("=")
        if word.startswith("--"):
            if _is_secret(option):
                found.append(value)
        elif command.name in _SECRET_COMMANDS or _is_secret(before):
            found.append(word)
        before = word
    return sorted((word for word in found if word), key=len, reverse=True)


def _is_secret(option: str) -> bool:
    return _OPTION.fullmatch(option) is not None and any(word in option for word in _SECRET_WORDS)
