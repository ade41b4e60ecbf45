"""Single values of an installation: a package, a kernel argument, a mount point."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from salt_pxe.site.values import absolute_path, line, shown, string, text_of, word, wrong
from salt_pxe.site.values.password_hashes import password_hash

_PORT = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?:(tcp|udp|sctp|dccp)")
_LABEL = re.compile(r"[A-Za-z0-9_/.][A-Za-z0-9_.+:@/-]{0,15}")
_OPTIONS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_=.:/+@-]*(?:,[A-Za-z0-9_][A-Za-z0-9_=.:/+@-]*)*")
_PACKAGE = re.compile(r"-?@?\^?[A-Za-z0-9_][A-Za-z0-9_.+:*?/@ ~^-]*(?<! )")


def kernel_argument(value: object) -> str:
    """Return one kernel argument; nothing in it means anything to a boot loader or a shell."""
    text = word(value)
    if any(char in text for char in "{}$;&|<>()#!*?[]~") or text in ("--", "---"):
        raise wrong(f"{shown(text)} is not a kernel argument", "do without {}$;&|<>()#!*?[]~ and quotes")
    return text


def package(value: object) -> str:
    """Return one line of `%packages`; `-` in front excludes it."""
    text = line(value)
    if not _PACKAGE.fullmatch(text) or " -" in text:
        raise wrong(
            f"{shown(text)} is not a package",
            "a package, @group, @^environment or @module:stream; - in front excludes",
        )
    if " " in text and "@" not in text[:2]:
        raise wrong(
            f"{shown(text)} is not one package: a blank stands in it", "write each on a line of its own"
        )
    return text


def firewall_port(value: object) -> str:
    """Return a port or a range of ports with its protocol: `443:tcp`, `8000-8080:udp`."""
    text = word(value)
    found = _PORT.fullmatch(text)
    if not found:
        swapped = re.fullmatch(r"([0-9]{1,5}(?:-[0-9]{1,5})?)/([a-z]+)", text)
        hint = f"write {swapped[1]}:{swapped[2]}" if swapped else "port and protocol, such as 443:tcp"
        raise wrong(f"{shown(text)} is not a port of a firewall", hint)
    first, last = int(found[1]), int(found[2] or found[1])
    if max(first, last) > 65535 or not min(first, last):
        raise wrong(f"{shown(text)} is not a port of a firewall", "ports are 1 to 65535")
    if first > last:
        raise wrong(f"{shown(text)} is reversed", f"write {last}-{first}:{found[3]}")
    return text


def mount_point(value: object) -> str:
    """Return a mount point: an absolute path without a slash at its end, `swap`, `biosboot` or `prepboot`."""
    if value in ("swap", "biosboot", "prepboot"):
        return str(value)
    return absolute_path(value).rstrip("/") or "/"


def file_system_label(value: object) -> str:
    """Return the label of a file system, of letters, digits and what the types have in common of other characters."""
    text = text_of(value, "a label")
    if not _LABEL.fullmatch(text):
        raise wrong(
            f"{shown(text)} is not a label",
            "1 to 16 letters, digits and _.+:@/-, not beginning with - or +",
        )
    return text


def mount_options(value: object) -> str:
    """Return mount options as fstab(5) has them: joined by commas, without blanks."""
    if isinstance(value, list):
        raise wrong(f"{shown(value)} is a list, and fstab has one text", "join them: noatime,nodev")
    text = text_of(value, "mount options")
    if not _OPTIONS.fullmatch(text):
        raise wrong(
            f"{shown(text)} is not what fstab has as mount options",
            "options joined by commas, without blanks, such as noatime,nodev",
        )
    return text


def root_password(value: object) -> str:
    """Return a crypt(5) hash, or the word `locked`."""
    return "locked" if value == "locked" else password_hash(value)


def request(value: object) -> str:
    """Return the text of a request to install, such as a change number or a date."""
    text = line(value).strip()
    if not text or len(text) > 128:
        raise wrong("a request is 1 to 128 characters", "a change number or a date, quoted")
    return text


def variable(value: object) -> str | int | bool:
    """Return a value for a template of the site's own: a line of text, a number, true or false."""
    return value if isinstance(value, (bool, int)) else line(value)


KernelArgument = string(kernel_argument, "one kernel argument")
Package = string(package, "a package, @group, @^environment; - in front excludes it")
ReleaseName = string(word, "RHEL7 to RHEL10 or a rebuild, or a Fedora", examples=["RHEL9", "Rocky9", "F42"])
Request = string(request, "a request: any short text, such as a change number")
FirewallPort = string(firewall_port, "a port or a range of ports, a colon, tcp or udp")
FileSystemLabel = string(file_system_label, "the label of a file system")
FileSystemOptions = string(mount_options, "of mount(8), for fstab, joined by commas")
MountPoint = string(mount_point, "an absolute path, swap, biosboot or prepboot")
RootPassword = string(root_password, "a crypt(5) password hash, or locked")
Variable = Annotated[
    str | int | bool,
    BeforeValidator(variable),
    WithJsonSchema({"type": ["string", "integer", "boolean"]}),
]
