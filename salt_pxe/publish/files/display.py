"""Changes as a person is shown them: unified differences in which no secret can be read."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection

from salt_pxe.publish.files.changes import Change, Kind
from salt_pxe.publish.files.disk import KEPT, Found
from salt_pxe.site.artefact import File
from salt_pxe.site.site import Site

HIDDEN = "<hidden>"
IN_FULL = 100
"""So many changes are shown with their difference; of the others only their number, for job returns are kept."""

Redact = Callable[[str], str]

_LOOKS_SECRET = re.compile(
    r"\$[0-9a-z]{1,12}\$[^\s:'\"\\]{8,}"  # crypt(5)
    r"|grub\.pbkdf2\.sha512\.[0-9A-Fa-f.]+"
    r"|(?<=://)[^/\s@]+(?=@)"  # user and password in a URL
    r"|(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])"  # a token, or a proof
    r"|(?i:(?<=password=)|(?<=passwd=)|(?<=secret=)|(?<=token=)|(?<=activationkey=)|(?<=api_key=)|(?<=api-key=))[^\s'\"]+"
)


def secrets(site: Site) -> set[str]:
    """Return every secret text of a site: password hashes of root, users and boot loaders."""
    found: set[str | None] = {host.rootpw for host in site.hosts.values()}
    for profile in site.profiles.values():
        found |= {
            profile.rootpw,
            profile.bootloader.password,
            *(user.password for user in profile.users.values()),
        }
    return {text for text in found if text and text != "locked"}


def redaction(texts: Collection[str]) -> Redact:
    """Return a function that hides these texts and whatever looks like a hash, a token or a password."""
    # What looks like a secret is hidden anyway: thousands of hashes would make a slow pattern of thousands of words.
    others = {text for text in texts if not _LOOKS_SECRET.fullmatch(text)}
    parts = [re.escape(text) for text in sorted(others, key=lambda text: (-len(text), text))]
    pattern = re.compile("|".join([*parts, _LOOKS_SECRET.pattern]))
    return lambda text: pattern.sub(HIDDEN, text)


def changes(plan: Collection[Change], redact: Redact) -> dict[str, str]:
    """Return path to what happens there: a unified difference where both sides are text."""
    shown: dict[str, str] = {}
    for number, change in enumerate(plan):
        if number < IN_FULL:
            shown[change.path] = _one(change, redact)
        if change.keeps:
            shown[change.path + KEPT] = "what was there before salt-pxe is kept here"
    rest = list(plan)[IN_FULL:]
    for folder, number in sorted(Counter((c.path.rpartition("/")[0], c.kind) for c in rest).items(), key=str):
        shown[f"{folder[0]}/ ({folder[1].value})"] = f"{number} more files"
    return shown


def _one(change: Change, redact: Redact) -> str:
    if change.kind is Kind.ATTRIBUTES:
        assert change.file and change.found
        file = change.file
        return f"mode {change.found.mode:04o} becomes {file.mode:04o}, owner {file.user}:{file.group}"
    if change.file is not None and change.file.secret:
        return f"{change.kind.value}; the content is secret"
    old, new = _text(change.found), _text(change.file)
    if old is None or new is None:
        return change.kind.value
    return difference(old, new, redact) or f"{change.kind.value}; only hidden values differ"


def difference(old: str, new: str, redact: Redact) -> str:
    """Return the unified difference of two texts with their secrets hidden."""
    lines = difflib.unified_diff(
        redact(old).splitlines(), redact(new).splitlines(), "before", "after", n=2, lineterm=""
    )
    return "\n".join(lines)


def _text(side: Found | File | None) -> str | None:
    if side is None:
        return ""
    if side.content is None or b"\0" in side.content:
        return None
    try:
        return side.content.decode()
    except UnicodeDecodeError:
        return None
