"""Single values of an installation: a package, a kernel argument, an ssh key, a mount point."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from salt_pxe.site.values import absolute_path, line, password_hash, shown, string, word, wrong

_KEY_TYPES = (
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
)
_PACKAGE = re.compile(r"-?@?\^?[A-Za-z0-9_][A-Za-z0-9_.+:*?/@ -]*(?<! )")


def ssh_key(value: object) -> str:
    """Return a public key as sshd(8) reads it in authorized_keys: type, base64, comment; no options."""
    text = line(value)
    parts = text.split(" ", 2)
    try:
        blob = b64decode(parts[1], validate=True)
        if parts[0] not in _KEY_TYPES or blob[4 : 4 + int.from_bytes(blob[:4], "big")] != parts[0].encode():
            raise ValueError
    except (ValueError, IndexError, binascii.Error):
        raise wrong("this is not a public ssh key", "one line of a .pub file: type, key, comment") from None
    if len(parts) == 3 and any(char in parts[2] for char in "\"\\`'$"):
        raise wrong("the ssh key's comment holds a quote, a backslash or a $", "shorten the comment")
    return text


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
    return text


def mount_point(value: object) -> str:
    """Return a mount point: an absolute path, `swap`, `biosboot` or `prepboot`."""
    return str(value) if value in ("swap", "biosboot", "prepboot") else absolute_path(value)


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


SshKey = string(ssh_key, "a public ssh key: one line of a .pub file")
KernelArgument = string(kernel_argument, "one kernel argument")
Package = string(package, "a package, @group, @^environment; - in front excludes it")
ReleaseName = string(word, "RHEL7 to RHEL10 or a rebuild, or a Fedora", examples=["RHEL9", "Rocky9", "F42"])
Request = string(request, "a request: any short text, such as a change number")
MountPoint = string(mount_point, "an absolute path, swap, biosboot or prepboot")
RootPassword = string(root_password, "a crypt(5) password hash, or locked")
Variable = Annotated[
    str | int | bool,
    BeforeValidator(variable),
    WithJsonSchema({"type": ["string", "integer", "boolean"]}),
]
