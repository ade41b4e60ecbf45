"""Public ssh keys, as sshd(8) reads them in authorized_keys.

What stands inside the base64 is read too (RFC 4253 section 6.6, RFC 5656, RFC 8709; OpenSSH's PROTOCOL.u2f for `sk-`):
sshd leaves a line in silence that it cannot read to its end.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator

from salt_pxe.site.values import line, string, text_of, wrong

_LONGEST = 8192
"""Characters of a line: an RSA key of 16384 bits has 2800."""

_CURVES = {"nistp256": 65, "nistp384": 97, "nistp521": 133}
"""The octets of a point that is not compressed (SEC 1, section 2.3.3)."""

KEY_TYPES = (
    *("ssh-ed25519", "ssh-rsa", *(f"ecdsa-sha2-{curve}" for curve in _CURVES)),
    *("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"),
)
_RSA_BITS = (1024, 16384)
"""What OpenSSH takes: SSH_RSA_MINIMUM_MODULUS_SIZE, OPENSSL_RSA_MAX_MODULUS_BITS."""


def ssh_key(value: object) -> str:
    """Return a public key: type, base64, comment; no options. White space around it is taken off."""
    given = text_of(value, "a public ssh key").strip()
    if "BEGIN " in given[:64]:
        private = "PRIVATE KEY" in given[:128]
        raise wrong(
            "this is a private key, which nobody else should know"
            if private
            else "this is a key in another format",
            "one line of a .pub file: type, key, comment",
        )
    text = line(given, _LONGEST)
    parts = text.split(None, 2)
    if not parts or parts[0] not in KEY_TYPES:
        raise wrong(*_no_type(parts))
    if len(parts) < 2:
        raise wrong("this is not a public ssh key", "one line of a .pub file: type, key, comment")
    problem = _wrong_inside(parts[0], parts[1])
    if problem:
        raise wrong(f"this is not a public ssh key: {problem}", "copy the whole line of the .pub file anew")
    return text


def _no_type(parts: list[str]) -> tuple[str, str]:
    first = parts[0] if parts else ""
    if first.endswith("-cert-v01@openssh.com"):
        return (
            "this is a certificate, which sshd does not look for in authorized_keys",
            "give the .pub file beside it, or set TrustedUserCAKeys in a post script",
        )
    if first == "ssh-dss":
        return (
            "this is a DSA key, which sshd has refused since OpenSSH 7.0",
            "make one with ssh-keygen -t ed25519",
        )
    if any(part in KEY_TYPES for part in " ".join(parts).split()):
        return (
            "options stand in front of the key",
            "give the key alone; write authorized_keys in a post script where it needs options",
        )
    return "this is not a public ssh key", "one line of a .pub file: type, key, comment"


def _wrong_inside(kind: str, text: str) -> str:
    """Return what is wrong with the base64 of a key, or nothing."""
    try:
        fields = list(_fields(b64decode(text, validate=True)))
    except (ValueError, binascii.Error):
        return "its base64 is cut off or spoiled"
    name = fields.pop(0)
    if name != kind.encode():
        return f"it says {kind}, and holds another kind of key"
    if kind.startswith("sk-"):
        if not fields:
            return "it ends too early"
        fields.pop()  # the application, such as ssh:
    lengths = [len(one) for one in fields]
    if kind.endswith("ssh-rsa"):
        return _wrong_rsa(fields) if len(fields) == 2 else "it is not an exponent and a modulus"
    if "ed25519" in kind:
        return "" if lengths == [32] else "an Ed25519 key has 32 octets"
    curve = kind.removeprefix("sk-").removeprefix("ecdsa-sha2-").removesuffix("@openssh.com")
    is_point = len(fields) == 2 and fields[0] == curve.encode() and lengths[1] == _CURVES[curve]
    return "" if is_point and fields[1][:1] == b"\x04" else f"it is no point of {curve}"


def rsa_bits(key: str) -> int | None:
    """Return how many bits an RSA key has, of a key that was read; None where it is of another type."""
    kind, text = key.split(None, 2)[:2]
    if kind != "ssh-rsa":
        return None
    return int.from_bytes(list(_fields(b64decode(text)))[2], "big").bit_length()


def _wrong_rsa(fields: list[bytes]) -> str:
    bits = int.from_bytes(fields[1], "big").bit_length()
    low, high = _RSA_BITS
    return "" if low <= bits <= high else f"it has {bits} bits, and OpenSSH takes {low} to {high}"


def _fields(blob: bytes) -> Iterator[bytes]:
    """Yield the strings of a key (RFC 4251 section 5). Raises ValueError where it is cut off, or has none."""
    if not blob:
        raise ValueError
    while blob:
        length = int.from_bytes(blob[:4], "big")
        if len(blob) < 4 + length:
            raise ValueError
        yield blob[4 : 4 + length]
        blob = blob[4 + length :]


SshKey = string(ssh_key, "a public ssh key: one line of a .pub file")
