"""What may a certificate in pillar look like? PEM, and never a private key."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator

from salt_pxe.values import string, text_of, wrong

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
LONGEST = 16384
LONGEST_GIVEN = 4 * LONGEST
"""Characters of the text as it is given: `openssl x509 -text` writes more than the certificate."""


def ca_certificate(value: object) -> str:
    """Return certificates in PEM (RFC 7468), each line for itself, and nothing else of the text."""
    text = text_of(value, "a certificate in PEM")
    if "PRIVATE KEY" in text:
        raise wrong(
            "this holds a private key", "give the CA's certificate alone, and take that key out of pillar"
        )
    if len(text) > LONGEST_GIVEN:
        raise wrong(
            f"this text is {len(text)} characters long, and {LONGEST_GIVEN} are enough",
            "the certificates alone, without what stands around them",
        )
    blocks = list(_blocks(text))
    if not blocks:
        raise wrong(
            "this is no certificate in PEM", "its text, from -----BEGIN CERTIFICATE----- to the END line"
        )
    lines = []
    for body in blocks:
        rows = [body[at : at + 64] for at in range(0, len(body), 64)]
        lines += [_BEGIN, *rows, _END]
    pem = "\n".join(lines) + "\n"
    if len(pem) > LONGEST:
        raise wrong(
            f"these certificates are {len(pem)} characters long, and each kickstart holds them",
            f"the one CA that signed the server's certificate, {LONGEST} characters at most",
        )
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError):
        raise wrong("this certificate cannot be read", "compare it with `openssl x509 -in FILE`") from None
    return pem


def _blocks(text: str) -> Iterator[str]:
    """Yield the base64 of each certificate, without white space."""
    for given in text.split(_BEGIN)[1:]:
        body, end, _ = given.partition(_END)
        joined = "".join(body.split())
        if end and body[:1].isspace() and _BASE64.fullmatch(joined):
            yield joined


CaCertificate = string(ca_certificate, "certificates in PEM", pattern="-----BEGIN CERTIFICATE-----")
