"""Single values of a site.

Each function takes what YAML gave and returns the canonical form, or raises a `ValueError` that pydantic turns into a
problem with its pillar path. The rules that protect every artefact at once live here: no value holds a control
character, no name leaves its folder, no number stands where YAML ate a MAC address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from salt_pxe.site.readable import is_printable, shown
from salt_pxe.site.yaml_scalars import not_text

T = TypeVar("T")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
_ACCOUNT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\$?")
_MINION_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,254}")


def wrong(message: str, hint: str = "") -> PydanticCustomError:
    """Return the error that carries a message and a hint through pydantic.

    Built by hand instead of as a template, for values may hold braces.
    """
    return PydanticCustomError("pillar", "{message}", {"message": message, "hint": hint})


def text_of(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise wrong(*not_text(value, what))
    return value


def line(value: object, longest: int = 1024) -> str:
    """Return one line of text: no control character, no line separator, no `%` in front, at most so many characters."""
    text = text_of(value, "text")
    if len(text) > longest:
        raise wrong(f"{shown(text)} is {len(text)} characters long", f"{longest} are enough")
    if not is_printable(text):
        raise wrong(
            f"{shown(text)} holds a line break or another control character",
            "write it on one line, without tabs",
        )
    if text.startswith("%"):
        raise wrong(f"{shown(text)} starts with %", "a leading % opens a section in an answer file")
    return text


def word(value: object) -> str:
    """Return a line of at least one character that holds no white space and no quote."""
    text = line(value)
    if not text or not text.isascii() or re.search(r"[\s\"'\\`]", text):
        raise wrong(f"{shown(text)} is not one word", "ASCII without spaces, quotes and backslashes")
    return text


def name(value: object) -> str:
    """Return a name that is safe as a file's name: letters, digits, `_`, `.`, `-`; it starts with a letter or digit."""
    text = text_of(value, "a name")
    if not _NAME.fullmatch(text) or ".." in text:
        raise wrong(
            f"{shown(text)} is not a name",
            "up to 63 letters, digits, '_', '.' and '-', starting with a letter or digit",
        )
    return text


def account_name(value: object) -> str:
    """Return the name of a user or a group (useradd(8), CAVEATS): 32 characters at most, not all of them digits.

    A `$` at its end is for the accounts of machines of a Windows domain.
    """
    text = text_of(value, "the name of an account")
    if len(text) > 32:
        raise wrong(
            f"{shown(text)} is {len(text)} characters long", "the name of a user or a group has 32 at most"
        )
    if not _ACCOUNT.fullmatch(text):
        raise wrong(
            f"{shown(text)} is not the name of an account",
            "letters, digits, '_', '.' and '-', starting with a letter, a digit or '_'; it may end in '$'",
        )
    if text.isdecimal():
        raise wrong(f"{shown(text)} is digits alone, which useradd refuses", "put a letter in front")
    return text


def minion_id(value: object) -> str:
    """Return a Salt minion id that names one minion: no glob, no path, no list."""
    text = text_of(value, "a minion id")
    if len(text) > 255:
        raise wrong(f"{shown(text)} is {len(text)} characters long", "a minion id has 255 at most")
    if re.search(r"[*?\[\]]", text):
        raise wrong(f"{shown(text)} is a glob, not a minion id", "name one machine")
    if "/" in text or "\\" in text or ".." in text:
        raise wrong(f"{shown(text)} is a path, not a minion id", "name one machine")
    if not _MINION_ID.fullmatch(text):
        raise wrong(f"{shown(text)} is not a minion id", "letters, digits, '_', '.', '-', '@', ':'")
    return text


def without_login(text: str) -> str:
    """Return a URL without its user name and password, which no message may show."""
    scheme, found, rest = text.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{found}...@{authority.rpartition('@')[2]}{slash}{path}" if "@" in authority else text


def url(value: object) -> str:
    """Return an http or https URL without user name, password, white space or quotes."""
    text = word(value)
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[^\s\"'<>\\^`{|}@]*)?", text):
        raise wrong(
            f"{shown(without_login(text))} is not an http or https URL",
            "https://server/path, without user name and password",
        )
    return text


def absolute_path(value: object) -> str:
    """Return an absolute POSIX path without `..`, spaces and quotes."""
    text = word(value)
    if not re.fullmatch(r"(?:/[A-Za-z0-9_.+@:,=~-]+)+/?|/", text) or ".." in text.split("/"):
        raise wrong(f"{shown(text)} is not an absolute path", "start with / and do without .. and spaces")
    return text


def salt_url(value: object) -> str:
    """Return a file of the master's file roots, `salt://path`."""
    text = word(value)
    path = text.removeprefix("salt://")
    if path == text or not path or any(part in {"", ".", ".."} for part in path.split("/")) or "?" in path:
        raise wrong(f"{shown(text)} is not a file of the master's file roots", "write salt://path/to/file")
    return text


def lease(value: object) -> int | Literal["infinite"]:
    """Return a lease time in seconds, or the word `infinite` (RFC 2131 section 3.3)."""
    if value == "infinite":
        return "infinite"
    if value == -1:
        raise wrong("-1 as a lease time does not last for ever", "write the word: infinite")
    if not isinstance(value, int) or isinstance(value, bool) or not 60 <= value <= 0x7FFFFFFF:
        raise wrong(f"{shown(value)} is not a lease time", "seconds, at least 60, or the word infinite")
    return value


def _many(value: object) -> object:
    return value if isinstance(value, (list, tuple)) else (value,)


def unique(values: Iterable[T], what: str) -> tuple[T, ...]:
    """Return the values as a tuple, or raise when one stands there twice."""
    found: dict[T, None] = {}
    for value in values:
        if value in found:
            raise wrong(f"{what} {shown(value)} stands there twice", "remove one")
        found[value] = None
    return tuple(found)


def string(check: Any, description: str, **more: Any) -> Any:
    return Annotated[
        str, BeforeValidator(check), WithJsonSchema({"type": "string", "x-form": description, **more})
    ]


Line = string(line, "one line of text")
Word = string(word, "one word of ASCII")
Name = string(name, "a name", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")
AccountName = string(
    account_name, "a user's or a group's name", pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}[$]?$"
)
MinionId = string(minion_id, "a Salt minion id")
Url = string(url, "an http or https URL", format="uri")
AbsolutePath = string(absolute_path, "an absolute path")
SaltUrl = string(salt_url, "a file of the master's file roots", pattern="^salt://")
LeaseTime = Annotated[
    int | Literal["infinite"],
    BeforeValidator(lease),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 60}, {"const": "infinite"}], "description": "seconds"}
    ),
]
Bool = Annotated[bool, Strict()]
Int = Annotated[int, Strict()]
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]
Seconds = Annotated[int, Strict(), Field(ge=0, le=0x7FFFFFFF)]
MiB = Annotated[int, Strict(), Field(ge=1, le=2**40)]
OneOrMany = BeforeValidator(_many)
