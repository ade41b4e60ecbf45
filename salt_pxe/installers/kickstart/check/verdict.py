"""The verdict on a finished kickstart: whether its release takes it, and understands what was asked for.

The release's own parser reads it, and what it understood is compared with what was meant. A kickstart
with a problem is never served. Problems name the line and never show a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from salt_pxe.installers.disk_layout import NO_MOUNT_POINT
from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.check import own_template
from salt_pxe.installers.kickstart.check.expected import expected
from salt_pxe.installers.kickstart.check.mismatch import differences
from salt_pxe.installers.kickstart.check.parser import Command, Reading
from salt_pxe.installers.kickstart.check.reading import read
from salt_pxe.installers.kickstart.syntax import syntax_of
from salt_pxe.installers.kickstart.system_commands import ssh_keys
from salt_pxe.installers.sources import Read
from salt_pxe.site.problem import Problem

# Commands whose words that are no options are never shown, and options whose values are never shown, not even in the
# parser's own message.
_SECRET_COMMANDS = frozenset({"rootpw", "sshpw", "user", "vnc", "rdp", "realm", "rhsm"})
_OPTION = re.compile(r"--[a-z-]+")
_SECRET_WORDS = ("pass", "key", "secret")

# What argparse says of a flag that was given a value, such as the hash in --iscrypted=HASH, with that value behind it.
_VALUE_OF_A_FLAG = re.compile(r"(?<=ignored explicit argument ).*", re.DOTALL)


def check(what: Installation, text: str, read_file: Read) -> list[Problem]:
    """Return what is wrong with the kickstart of an installation; an empty list says that it may be served."""
    reading = read(text, syntax_of(what).kickstart)
    wrong = list(_faults(what, reading))
    if what.declared.template is None:
        wrong += differences(reading, expected(what, read_file))
    else:
        wrong += own_template.broken(what, reading)
    return [Problem(what.path, f"kickstart {what.without_secrets(message)}", hint) for message, hint in wrong]


Wrong = tuple[str, str]


def _faults(what: Installation, reading: Reading) -> Iterator[Wrong]:
    """Yield the parser's errors, the warnings that nobody accepted, and every attempt to include a file."""
    by_line = {command.line: command for command in reading.commands}
    for fault in reading.errors:
        message = _VALUE_OF_A_FLAG.sub("...", fault.message)
        for secret in _secret_words(by_line.get(fault.line)):
            message = message.replace(secret, "...")
        yield f"line {fault.line}: {message}", f"pykickstart for {syntax_of(what).kickstart} refuses it"
    accepted = (*what.declared.accept_warnings, *_expected_warnings(what))
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
    """Yield what the parser says of what is right so.

    A device may carry a VLAN and an address of its own, an account may have several ssh keys, and each disk its
    own biosboot or prepboot.
    """
    devices = [nic.device for nic in what.network]
    for device in {nic.device for nic in what.network if nic.vlan and devices.count(nic.device) > 1}:
        yield f"A network device with the name {device} has already been defined."
    for name, _ in ssh_keys(what):
        yield f"An ssh user with the name {name} has already been defined."
    for mount in NO_MOUNT_POINT:
        yield f"A partition with the mountpoint {mount} has already been defined."


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
