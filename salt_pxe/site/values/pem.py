"""What may a certificate in pillar look like? PEM, and never a private key."""

from __future__ import annotations

import re
import ssl

from salt_pxe.site.values import string, text_of, wrong

_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END CERTIFICATE-----")
LONGEST = 16384


def ca_certificate(value: object) -> str:
    """Return certificates in PEM (RFC 7468), each line for itself, and nothing else of the text."""
    text = text_of(value, "a certificate in PEM")
    if "PRIVATE KEY" in text:
        raise wrong(
            "this holds a private key", "give the CA's certificate alone, and take that key out of pillar"
        )
    found = _BLOCK.findall(text)
    if not found:
        raise wrong(
            "this is no certificate in PEM", "its text, from -----BEGIN CERTIFICATE----- to the END line"
        )
    blocks = ["".join(body.split()) for body in found]
    lines = []
    for body in blocks:
        rows = [body[at : at + 64] for at in range(0, len(body), 64)]
        lines += ["-----BEGIN CERTIFICATE-----", *rows, "-----END CERTIFICATE-----"]
    pem = "\n".join(lines) + "\n"
    if len(pem) > LONGEST:
        raise wrong(
            f"these certificates are {len(pem)} characters long, and each answer file holds them",
            f"the one CA that signed the server's certificate, {LONGEST} characters at most",
        )
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError):
        raise wrong("this certificate cannot be read", "compare it with `openssl x509 -in FILE`") from None
    return pem


CaCertificate = string(ca_certificate, "certificates in PEM", pattern="-----BEGIN CERTIFICATE-----")
