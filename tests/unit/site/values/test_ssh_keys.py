"""Public ssh keys are those that sshd reads."""

from __future__ import annotations

import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salt_pxe.site.values.ssh_keys import ssh_key

KINDS = {
    "Ed25519": ("ed25519", None),
    "ECDSA of 256 bits": ("ecdsa", 256),
    "ECDSA of 384 bits": ("ecdsa", 384),
    "ECDSA of 521 bits": ("ecdsa", 521),
    "RSA of 1024 bits": ("rsa", 1024),
    "RSA of 3072 bits": ("rsa", 3072),
}


def reads(line: str) -> bool:
    """Tell whether OpenSSH reads a line of authorized_keys."""
    done = subprocess.run(
        ["ssh-keygen", "-l", "-f", "-"], input=line.encode(), capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.parametrize(("kind", "bits"), KINDS.values(), ids=KINDS)
def test_what_ssh_keygen_makes_is_taken(kind: str, bits: int | None, tmp_path: Path) -> None:
    """Every type of key that it makes, with its comment."""
    size = ["-b", str(bits)] if bits else []
    words = [
        "ssh-keygen",
        "-q",
        "-t",
        kind,
        *size,
        "-N",
        "",
        "-C",
        "ops at example",
        "-f",
        str(tmp_path / "key"),
    ]
    subprocess.run(words, check=True)
    line = (tmp_path / "key.pub").read_text(encoding="utf-8")
    assert ssh_key(line) == line.strip()


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdvbGRlbmtleWdvbGRlbmtleWdvbGRlbmtleWdvbGRl"


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 50), octet=st.integers(0, 255), cut=st.integers(0, 3))
def test_no_key_that_openssh_does_not_read_is_taken(place: int, octet: int, cut: int) -> None:
    """A key with one octet changed, or some cut off, is taken only where ssh-keygen reads it."""
    kind, text = KEY.split()
    blob = bytearray(b64decode(text))
    blob[place] = octet
    line = f"{kind} {b64encode(bytes(blob[: len(blob) - cut])).decode()}"
    try:
        ssh_key(line)
    except ValueError:
        return
    assert reads(line)


REFUSED = {
    "nothing": ("", "not a public ssh key"),
    "a type alone": ("ssh-rsa", "not a public ssh key"),
    "a fingerprint": ("SHA256:abc ops", "not a public ssh key"),
    "a private key": ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA", "private"),
    "a key of RFC 4716": ("---- BEGIN SSH2 PUBLIC KEY ----", "another format"),
    "options in front": (f"restrict {KEY}", "options"),
    "an option with a value in front": (f'from="10.0.0.1" {KEY}', "options"),
    "a certificate": ("ssh-ed25519-cert-v01@openssh.com AAAA", "certificate"),
    "DSA": ("ssh-dss AAAA", "DSA"),
    "two lines": (f"{KEY}\n{KEY}", "line break"),
    "a comment that is too long": (f"{KEY} {'x' * 9000}", "characters long"),
    "a number": (5, "not a public ssh key"),
}


@pytest.mark.parametrize(("value", "told"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_key_is_told_apart(value: object, told: str) -> None:
    """Each mistake has its own words."""
    with pytest.raises(ValueError, match=told):
        ssh_key(value)


def test_a_private_key_is_not_shown() -> None:
    """Whoever reads the error learns nothing of it."""
    with pytest.raises(ValueError) as refused:
        ssh_key("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA")
    assert "b3Blb" not in str(refused.value)
