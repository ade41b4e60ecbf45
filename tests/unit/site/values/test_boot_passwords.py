"""A hash of the boot loader's is whole: rounds, salt and digest in octets."""

from __future__ import annotations

import pytest

from salt_pxe.site.values.boot_passwords import boot_password, digest_octets

START = "grub.pbkdf2.sha512."
WHOLE = f"{START}10000.{'AB' * 64}.{'cd' * 64}"


def test_a_whole_hash_is_read() -> None:
    """Digits may be in either case, and a block of YAML ends in a line break."""
    assert boot_password(f"{WHOLE}\n") == WHOLE
    assert digest_octets(WHOLE) == 64


@pytest.mark.parametrize(
    "given", ["10000.ABCD", "10000.ABC.ABCD", "10000.ABCD.ABC", "10000..ABCD", "0.AB.AB", "10000.AB.AB.AB"]
)
def test_what_the_boot_loader_cannot_read_is_refused(given: str) -> None:
    """Half an octet, an empty part, a part that is missing or one too many; nothing is shown."""
    with pytest.raises(ValueError, match="cut off") as refused:
        boot_password(START + given)
    assert "ABCD" not in str(refused.value)


def test_plain_text_is_told_apart() -> None:
    """It is no hash at all."""
    with pytest.raises(ValueError, match="form"):
        boot_password("secret")
