"""Tokens, proofs and fingerprints: what they are bound to, and that a shell on the machine makes the same ones."""

from __future__ import annotations

import shutil
import subprocess
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salt_pxe.arming import proof
from salt_pxe.arming.proof import KeyRing
from tests.minion_keys import KEYS

KEY = bytes(range(32))
FACTS = (
    "installed",
    "fra1",
    "web01",
    "52:54:00:12:34:56",
    "CHG1",
    "web01.example.com",
    proof.fingerprint(KEYS[0]),
)

HMAC_IN_SHELL = r"""
pad() { # 64 octets: the token's 32 xor $1, then $1
    hex=$TOKEN
    while [ -n "$hex" ]; do
        rest=${hex#??}
        printf "\\$(printf %03o $((0x${hex%"$rest"} ^ $1)))"
        hex=$rest
    done
    i=0
    while [ $i -lt 32 ]; do printf "\\$(printf %03o $1)"; i=$((i + 1)); done
}
octets() {
    hex=$1
    while [ -n "$hex" ]; do rest=${hex#??}; printf "\\$(printf %03o 0x${hex%"$rest"})"; hex=$rest; done
}
inner=$( { pad 54; printf '%s\n' 'salt-pxe proof 1' "$@"; } | sha256sum)
outer=$( { pad 92; octets "${inner%% *}"; } | sha256sum)
printf %s "${outer%% *}"
"""


@pytest.mark.parametrize(
    "shell", [["dash"], ["busybox", "sh"], ["bash", "--posix"]], ids=lambda shell: shell[0]
)
def test_a_shell_with_sha256sum_makes_the_same_proof(shell: list[str]) -> None:
    """A POSIX shell needs nothing but `sha256sum`, and the token stands on no command line."""
    if not shutil.which(shell[0]):
        pytest.skip(f"{shell[0]} is not here")
    token = proof.token(KEY, "fra1", "web01", "52:54:00:12:34:56", "Ticket 7: näht")
    facts = ("installed", "fra1", "web01", "52:54:00:12:34:56", "Ticket 7: näht", "web01.example.com", "")
    done = subprocess.run(
        [*shell, "-c", HMAC_IN_SHELL, "report", *facts],
        env={"TOKEN": token, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == proof.proof(token, *facts)


def test_openssl_agrees() -> None:
    """Token and proof are plain HMAC-SHA256, as another implementation computes it."""
    token = proof.token(KEY, *FACTS[1:5])
    wanted = {
        token: (KEY.hex(), proof.message("token", *FACTS[1:5])),
        proof.proof(token, *FACTS): (token, proof.message("proof", *FACTS)),
    }
    for digest, (key, text) in wanted.items():
        command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key}"]
        done = subprocess.run(command, input=text, capture_output=True, check=True)
        assert done.stdout.decode().split()[-1] == digest


@pytest.mark.parametrize("at", range(len(FACTS)))
def test_a_proof_is_bound_to_each_of_its_facts(at: int) -> None:
    """Another event, site, host, MAC, request, minion id or key makes another proof."""
    token = proof.token(KEY, *FACTS[1:5])
    other = [*FACTS[:at], FACTS[at] + "x", *FACTS[at + 1 :]]
    assert proof.proof(token, *FACTS) != proof.proof(token, *other)


def test_a_token_is_bound_to_site_host_mac_request_and_key() -> None:
    """Nobody else's token proves anything."""
    made = {
        proof.token(key, site, host, mac, request)
        for key, site, host, mac, request in product(
            (KEY, b"k" * 32), ("a", "b"), ("a", "b"), ("a", "b"), ("a", "b")
        )
    }
    assert len(made) == 32


WORDS = st.lists(
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\x7f"))
)


# How long a loaded machine takes for an example is nobody's fault.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, WORDS)
def test_no_two_lists_of_values_are_proved_by_the_same_octets(one: list[str], other: list[str]) -> None:
    """The encoding is unambiguous, empty values included."""
    assert (proof.message("proof", *one) == proof.message("proof", *other)) == (one == other)


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0b", "\x7f", "a\tb"])
def test_a_value_with_a_control_character_cannot_be_proved(value: str) -> None:
    """What could shift a field is refused, not escaped."""
    message = "a value that is proved holds a line break or another control character"
    with pytest.raises(ValueError, match=f"^{message}$"):
        proof.message("proof", value)


@pytest.mark.parametrize("given", [None, 7, "", "é" * 64, "A" * 64, b"0" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_the_very_text_holds(given: object) -> None:
    """Anything else than the 64 hex digits is no proof, whatever its type."""
    assert not proof.holds(given, "0" * 64)
    assert proof.holds("0" * 64, "0" * 64)


def test_a_ring_says_nothing_of_its_keys() -> None:
    """Neither repr nor a log line shows a key; a generation that is gone has no token."""
    ring = KeyRing(2, {2: KEY})
    assert KEY.hex() not in repr(ring) and repr(KEY) not in repr(ring)
    assert ring.token(1, "fra1", "web01", "m", "r") is None
    assert ring.token(2, "fra1", "web01", "m", "r") == proof.token(KEY, "fra1", "web01", "m", "r")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\n\n"])
def test_the_fingerprint_is_the_one_that_salt_prints(tmp_path: Path, ending: str) -> None:
    """`salt-call key.finger` reads the minion's file; how its lines end does not matter."""
    crypt = pytest.importorskip("salt.utils.crypt")
    for key in KEYS:
        file = tmp_path / "minion.pub"
        file.write_text(key + "\n")
        assert proof.fingerprint(key + ending) == crypt.pem_finger(path=str(file), sum_type="sha256")


def test_a_public_key_is_stored_as_salt_cleans_it() -> None:
    """The key that is accepted is character for character what the minion's own request brings."""
    crypt = pytest.importorskip("salt.crypt")
    for text in (KEYS[0] + "\n", KEYS[0].replace("\n", "\r\n"), f"\n{KEYS[0]}\n\n"):
        assert proof.public_key(text) == crypt.clean_key(text) == KEYS[0]


BLOCK = ": one PEM block, BEGIN PUBLIC KEY to END PUBLIC KEY"
NOT_KEYS = {
    "nothing": None,
    "empty": "",
    "two keys": f"{KEYS[0]}\n{KEYS[1]}",
    "a key hidden in the first line": KEYS[1].replace("\n", "\r") + "\n" + KEYS[0],
    "a lone CR": KEYS[0].replace("\n", "\r", 1),
    "text in front": f"x\n{KEYS[0]}",
    "a private key": KEYS[0].replace("PUBLIC", "PRIVATE"),
    "a blank line inside": KEYS[0].replace("\n", "\n\n", 1),
    "not ASCII": KEYS[0].replace("M", "Ｍ", 1),
    "far too long": KEYS[0].replace("\n-----END", "\n" + "A" * 64 + "\n-----END") * 1 + "A" * 9000,
    "ends of two kinds": KEYS[0].replace("END PUBLIC", "END RSA PUBLIC"),
}


@pytest.mark.parametrize("text", NOT_KEYS.values(), ids=NOT_KEYS)
def test_what_is_not_exactly_one_public_key_is_refused(text: object) -> None:
    """Two readers never see different keys in one text."""
    with pytest.raises(ValueError, match=f"^this is not a public key({BLOCK})?$"):
        proof.public_key(text)


def test_a_key_is_measured_before_it_is_read() -> None:
    """A text of 8192 characters may be a key; a longer one is not looked at, and neither is what is no text."""
    padded = KEYS[0] + "\n" * (8192 - len(KEYS[0]))
    assert proof.public_key(padded) == KEYS[0]
    for text in (padded + "\n", None):
        with pytest.raises(ValueError, match=r"^this is not a public key$"):
            proof.public_key(text)
    with pytest.raises(ValueError, match=f"^this is not a public key{BLOCK}$"):
        proof.public_key("x")
