"""Certificates in pillar."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.site.values.pem import LONGEST, LONGEST_GIVEN, ca_certificate
from tests.certificates import Authority


@pytest.fixture
def pem(tmp_path: Path) -> str:
    """A CA's certificate, as openssl writes it."""
    return Authority(tmp_path).pem


def test_a_certificate_comes_out_line_by_line(pem: str) -> None:
    """As it is, and from what openssl prints around it, with other line ends, with blanks at the ends of lines."""
    assert ca_certificate(pem) == pem
    assert ca_certificate(f"Certificate:\n    Data: ...\n{pem}\nand more") == pem
    assert ca_certificate(pem.replace("\n", "\r\n")) == pem
    assert ca_certificate(pem.replace("\n", "  \n")) == pem
    assert ca_certificate(pem + pem) == pem + pem


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda pem: "", "is no certificate in PEM"),
        (lambda pem: pem.replace("END", "ENDE"), "is no certificate in PEM"),
        (lambda pem: pem + "-----BEGIN RSA PRIVATE KEY-----", "holds a private key"),
        (lambda pem: pem[:100] + "AAAA" + pem[104:], "cannot be read"),
        (lambda pem: pem * 40, "each answer file holds them"),
        (lambda pem: pem + "x" * LONGEST_GIVEN, "characters long"),
        (lambda pem: None, "is not a certificate in PEM"),
    ],
)
def test_what_no_installer_could_use_is_refused(pem: str, spoil: object, words: str) -> None:
    """Nothing, a half, a key, a damaged one, a whole bundle; the text itself is in no message."""
    given = spoil(pem)  # type: ignore[operator]
    with pytest.raises(ValueError, match=words) as raised:
        ca_certificate(given)
    assert pem[100:140] not in str(raised.value)


def test_as_many_certificates_fit_as_an_answer_file_holds(pem: str) -> None:
    """The limit is that of the text that is kept, to its last character."""
    fits = LONGEST // len(pem)
    assert len(ca_certificate(pem * fits)) <= LONGEST
    with pytest.raises(ValueError, match="each answer file holds them"):
        ca_certificate(pem * (fits + 1))
