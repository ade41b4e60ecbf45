"""Did this very machine, with this very key, finish this very install? Tokens, proofs and key fingerprints.

A token is made for one site, host, MAC and request, and is in that host's kickstart alone. It is never sent: what
travels is a proof made with it, bound to what happened and to the minion's key. Pure; the keys' file is
`keyring.py`'s.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PEM = re.compile(
    r"-----BEGIN (?P<kind>(?:RSA )?PUBLIC KEY)-----\n(?P<body>(?:[A-Za-z0-9+/]{1,76}={0,2}\n)+)-----END (?P=kind)-----"
)
_LONGEST_PEM = 8192
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class KeyRing:
    """The keys that tokens are made with, by generation; new tokens use the `current` one."""

    current: int
    keys: Mapping[int, bytes] = field(repr=False)

    def token(self, generation: int, site: str, host: str, mac: str, request: str) -> str | None:
        """Return the token of an install by a generation's key; None where that key is not kept any more."""
        key = self.keys.get(generation)
        return None if key is None else token(key, site, host, mac, request)


def token(key: bytes, site: str, host: str, mac: str, request: str) -> str:
    """Return the token of an install: HMAC-SHA256 (RFC 2104) as 64 hex digits. Raises ValueError as `message` does.

    Another site's server is given another token for a host of the same name, and that one is worth nothing here.
    """
    return hmac.new(key, message("token", site, host, mac, request), hashlib.sha256).hexdigest()


def proof(
    token: str, event: str, site: str, host: str, mac: str, request: str, minion_id: str, fingerprint: str
) -> str:
    """Return the proof of an event: HMAC-SHA256 as 64 hex digits; the key is the token's 32 octets.

    `fingerprint` is that of the minion's public key, empty for an event before there is one. Raises ValueError as
    `message` does, and where the token is none.
    """
    text = message("proof", event, site, host, mac, request, minion_id, fingerprint)
    return hmac.new(bytes.fromhex(token), text, hashlib.sha256).hexdigest()


def holds(given: object, wanted: str) -> bool:
    """Tell whether a proof is the wanted one, in a time that does not depend on where they differ."""
    if not isinstance(given, str) or not _HEX.fullmatch(given):
        return False
    return hmac.compare_digest(given.encode(), wanted.encode())


def message(kind: str, *values: str) -> bytes:
    """Return values as the octets that an HMAC is made of: each on a line of its own, behind a line with their kind.

    In a POSIX shell: `printf '%s\\n' 'salt-pxe proof 1' "$event" "$site" ...`. Two lists of values never give the same
    octets, for no value holds a line break. Raises ValueError for one that does, or that is no Unicode text.
    """
    for value in values:
        if any(ord(char) < 32 or ord(char) == 127 for char in value):
            raise ValueError("a value that is proved holds a line break or another control character")
    return "".join(f"{line}\n" for line in (f"salt-pxe {kind} 1", *values)).encode()


def public_key(text: object) -> str:
    """Return a minion's public key (PEM, RFC 7468) in the one spelling that is stored: LF, nothing around it.

    Salt's own `clean_key` gives the same. Raises ValueError for anything but one public key.
    """
    if not isinstance(text, str) or len(text) > _LONGEST_PEM:
        raise ValueError("this is not a public key")
    cleaned = text.strip().replace("\r\n", "\n")
    if not _PEM.fullmatch(cleaned):
        raise ValueError("this is not a public key: one PEM block, BEGIN PUBLIC KEY to END PUBLIC KEY")
    return cleaned


def fingerprint(key: str) -> str:
    """Return the SHA-256 fingerprint of a public key as `salt-call key.finger` prints it on the minion.

    It is taken over the lines between BEGIN and END, each with its LF (`salt.utils.crypt.pem_finger` with a path);
    in a shell: `sed '1d;$d' minion.pub | sha256sum`, with colons put in. `salt-key -f` of Salt 3008 hashes the whole
    PEM text instead and prints another one. Raises ValueError as `public_key` does.
    """
    body = "".join(f"{line}\n" for line in public_key(key).split("\n")[1:-1])
    digits = hashlib.sha256(body.encode()).hexdigest()
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
