"""Password hashes have the form that crypt gives them."""

from __future__ import annotations

import ctypes
import ctypes.util

import pytest

from salt_pxe.site.values.password_hashes import METHODS, digest_length, method_of, password_hash

CRYPT = ctypes.CDLL(ctypes.util.find_library("crypt"))
CRYPT.crypt.restype = CRYPT.crypt_gensalt.restype = ctypes.c_char_p


def made(prefix: str, rounds: int = 0, random: bytes = b"0123456789abcdef") -> str:
    """Return a hash that this machine's libcrypt makes."""
    salt = CRYPT.crypt_gensalt(f"${prefix}$".encode(), ctypes.c_ulong(rounds), random, len(random))
    found: bytes = CRYPT.crypt(b"correct horse", ctypes.c_char_p(salt))
    return found.decode()


@pytest.mark.parametrize("prefix", [prefix for prefix in METHODS if prefix != "2x"])
def test_what_crypt_makes_is_taken(prefix: str) -> None:
    """Each method's hash comes through as it is, and its digest has the length that is told."""
    hashed = made(prefix)
    assert password_hash(hashed) == hashed
    assert method_of(hashed) == prefix
    assert digest_length(hashed) == METHODS[prefix].digest


@pytest.mark.parametrize(("prefix", "rounds"), [("5", 1000), ("6", 656000), ("2b", 4), ("y", 3)])
def test_what_crypt_makes_with_other_settings_is_taken(prefix: str, rounds: int) -> None:
    """Rounds and costs are part of the hash."""
    hashed = made(prefix, rounds)
    assert password_hash(hashed) == hashed
    assert digest_length(hashed) == METHODS[prefix].digest


WRONG = {
    "plain text": "Tr0ub4dor&3",
    "a number": 12345678,
    "a method that there is not": "$8$saltsalt$" + "a" * 43,
    "no salt": "$6$" + "a" * 86,
    "a salt of 17": f"$6${'s' * 17}${'a' * 86}",
    "a salt of 9 for md5": f"$1${'s' * 9}${'a' * 22}",
    "rounds below 1000": f"$6$rounds=999$salt${'a' * 86}",
    "a cost of 32": "$2b$32$" + "a" * 53,
    "a second digest": f"$6$salt${'a' * 86}${'a' * 86}",
    "a line break": f"$6$salt${'a' * 40}\n{'a' * 46}",
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_what_no_password_fits_is_refused_and_never_shown(value: object) -> None:
    """The error holds nothing of what was given."""
    with pytest.raises(ValueError) as refused:
        password_hash(value)
    assert str(value).strip() not in str(refused.value)


def test_the_neighbours_are_taken() -> None:
    """A salt of 16 characters, none at all, and 1000 rounds."""
    for hashed in (f"$6${'s' * 16}${'a' * 86}", f"$6$${'a' * 86}", f"$6$rounds=1000$salt${'a' * 86}"):
        assert password_hash(hashed) == hashed
