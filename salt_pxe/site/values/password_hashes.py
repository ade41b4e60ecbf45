"""Password hashes as crypt(5) has them: `$6$salt$digest` and its siblings."""

from __future__ import annotations

import re
from typing import NamedTuple

from salt_pxe.site.values import string, wrong

_ANY = re.compile(r"\$(?:1|2[abxy]|5|6|y|gy|7)\$[A-Za-z0-9./$=,]{8,200}")
_B64 = "[./A-Za-z0-9]"
_ROUNDS = "(?:rounds=[1-9][0-9]{3,8}\\$)?"


class Method(NamedTuple):
    """A method of crypt(5): its name, what stands behind its prefix, and how long its digest is."""

    name: str
    form: re.Pattern[str]
    digest: int


def _method(name: str, settings: str, digest: int) -> Method:
    return Method(name, re.compile(f"{settings}(?P<digest>{_B64}+)"), digest)


_BCRYPT = _method("bcrypt", r"(?:0[4-9]|[12][0-9]|3[01])\$", 53)
METHODS = {
    "1": _method("md5", f"{_B64}{{0,8}}\\$", 22),
    "5": _method("sha-256", f"{_ROUNDS}{_B64}{{0,16}}\\$", 43),
    "6": _method("sha-512", f"{_ROUNDS}{_B64}{{0,16}}\\$", 86),
    "7": _method("scrypt", f"{_B64}{{11,97}}\\$", 43),
    "y": _method("yescrypt", f"{_B64}{{1,16}}\\${_B64}{{0,86}}\\$", 43),
    "gy": _method("gost-yescrypt", f"{_B64}{{1,16}}\\${_B64}{{0,86}}\\$", 43),
    **dict.fromkeys(("2a", "2b", "2x", "2y"), _BCRYPT),
}
"""The methods by what stands between the first two `$`."""


def _split(given: str) -> tuple[str, str]:
    _, prefix, rest = given.split("$", 2)
    return prefix, rest


def method_of(given: str) -> str:
    """Return what stands between the first two `$` of a hash: `6`, `y`, `2b`."""
    return _split(given)[0]


def digest_length(given: str) -> int:
    """Return how many characters the digest of a hash has; `METHODS` tells how many it should have."""
    prefix, rest = _split(given)
    found = METHODS[prefix].form.fullmatch(rest)
    return len(found["digest"]) if found else 0


def password_hash(value: object) -> str:
    """Return a password hash that has the form of its method. The value never appears in the error.

    White space around it is taken off: a block of YAML ends in a line break.
    """
    given = value.strip() if isinstance(value, str) else ""
    if not _ANY.fullmatch(given):
        raise wrong(
            "this is not a password hash: plain text is refused",
            "make one with `mkpasswd -m sha-512` or `openssl passwd -6`",
        )
    if not digest_length(given):
        raise wrong(
            f"this hash has not the form of {METHODS[method_of(given)].name}, so that no password would fit it",
            "settings, salt and digest with $ between them, as crypt(5) tells; make it anew",
        )
    return given


PasswordHash = string(password_hash, "a crypt(5) password hash", pattern=r"^\$")
