"""The password of the installed system's boot loader: a hash as grub2-mkpasswd-pbkdf2 writes it."""

from __future__ import annotations

import re

from salt_pxe.site.values import string, wrong

_OF_GRUB = re.compile(r"grub\.pbkdf2\.sha512\.[0-9A-Fa-f.]*")
_GRUB = re.compile(r"grub\.pbkdf2\.sha512\.[1-9][0-9]{0,8}(?:\.(?:[0-9A-Fa-f]{2})+){2}")
DIGEST = 64
"""Octets of a digest of GRUB's, as grub2-mkpasswd-pbkdf2 makes it."""


def boot_password(value: object) -> str:
    """Return a hash of GRUB's: rounds, salt and digest, the last two in whole octets of two digits each.

    White space around it is taken off. The value never appears in the error.
    """
    given = value.strip() if isinstance(value, str) else ""
    if _GRUB.fullmatch(given):
        return given
    if _OF_GRUB.fullmatch(given):
        raise wrong(
            "this hash is cut off or spoiled: GRUB finds no rounds, salt and digest, and takes no password",
            "copy the whole line of grub2-mkpasswd-pbkdf2, from grub.pbkdf2.sha512 on",
        )
    raise wrong("does not have the form that is asked for", "a hash by grub2-mkpasswd-pbkdf2")


def digest_octets(given: str) -> int:
    """Return how many octets the digest of a hash of GRUB's has."""
    return len(given.rpartition(".")[2]) // 2


BootPassword = string(boot_password, "a hash by grub2-mkpasswd-pbkdf2", pattern=r"^grub\.pbkdf2\.sha512\.")
