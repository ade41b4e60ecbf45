"""Findings on the server's certificate: missing files, a foreign key, expiry, a name, a CA nobody believes.

An installer's handshake is played with the very files, in memory: OpenSSL is the judge, and nginx need not run.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator

from salt_pxe.doctor.finding import Finding, error, ok, warning
from salt_pxe.publish.host import observations
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.site.tls import Tls

CHECK = "tls"
SOON = 30
"""Days before its end from which a certificate is a warning."""
SECONDS = 5


def certificate(server: KickstartServer) -> Iterator[Finding]:
    """Whether nginx can use the certificate, and whether installers will believe it."""
    tls = server.site.server.tls
    if tls is None:
        return
    absent = [path for path in (tls.certificate, tls.certificate_key) if not (server.disk.exists(path))]
    for path in absent:
        yield error(CHECK, f"{path} is not there: nginx refuses its configuration", "put it there")
    if absent:
        return
    if (observations.mode(server.disk.real(tls.certificate_key)) or 0) & 0o004:
        remedy = f"chmod o= {tls.certificate_key}; and have a new key certified, for this one may be known"
        yield error(CHECK, f"{tls.certificate_key} can be read by everybody here", remedy)
    try:
        nginx = _server_side(server, tls)
    except (ssl.SSLError, OSError) as failure:
        message = (
            f"{tls.certificate} and {tls.certificate_key} are no certificate and its key: {_words(failure)}"
        )
        yield error(
            CHECK, message, "compare them with openssl x509 and openssl pkey; a passphrase has no place"
        )
        return
    if tls.verify:
        yield from _believed(server, tls, nginx)


def presented(server: KickstartServer) -> Iterator[Finding]:
    """Whether the nginx that runs presents the certificate that is on disk now."""
    tls = server.site.server.tls
    found = server.disk.read(tls.certificate) if tls else None
    if tls is None or found is None or found.content is None or not server.nginx().running():
        return
    try:
        shown = ssl.get_server_certificate((server.site.server.address, tls.port), timeout=SECONDS)
        own = ssl.PEM_cert_to_DER_cert(_first(found.content.decode(errors="replace")))
    except (OSError, ValueError) as failure:
        message = f"nginx runs and does not speak TLS on port {tls.port}: {_words(failure)}"
        yield error(CHECK, message, "apply the state pxe.http")
        return
    if ssl.PEM_cert_to_DER_cert(shown) != own:
        message = f"nginx still presents another certificate than {tls.certificate}"
        yield warning(
            CHECK, message, "systemctl reload nginx, and have whatever renews the certificate do so"
        )


def _believed(server: KickstartServer, tls: Tls, nginx: ssl.SSLContext) -> Iterator[Finding]:
    name = tls.name or server.site.server.address
    installer = ssl.create_default_context(cadata=tls.ca_certificate)
    try:
        ends = _handshake(nginx, installer, name)
    except ssl.SSLError as failure:
        remedy = (
            "name the CA in pxe:server:tls:ca_certificate"
            if tls.ca_certificate is None
            else "have it certified for this name by the CA of pxe:server:tls:ca_certificate"
        )
        message = f"installers will not believe {tls.certificate} as {name}: {_words(failure)}"
        yield error(CHECK, message, f"{remedy}, or correct pxe:server:tls:name")
        return
    days = int((ends - time.time()) // 86400)
    if days < SOON:
        yield warning(CHECK, f"{tls.certificate} ends in {days} days", "renew it, and reload nginx")
    else:
        yield ok(CHECK, f"installers believe {tls.certificate} as {name}, for {days} days more")


def _server_side(server: KickstartServer, tls: Tls) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    paths = (server.disk.real(tls.certificate), server.disk.real(tls.certificate_key))
    # An empty passphrase: without one OpenSSL would ask at the terminal.
    context.load_cert_chain(*paths, password="")
    return context


def _handshake(nginx: ssl.SSLContext, installer: ssl.SSLContext, name: str) -> float:
    """Play the handshake; return when the certificate ends, in seconds since 1970. Raises ssl.SSLError."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = installer.wrap_bio(back, there, server_hostname=name)
    server = nginx.wrap_bio(there, back, server_side=True)
    for side in (client, server, client):
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()
    return float(ssl.cert_time_to_seconds(str((client.getpeercert() or {})["notAfter"])))


def _first(pem: str) -> str:
    head, end, _ = pem.partition(ssl.PEM_FOOTER)
    return head[max(head.find(ssl.PEM_HEADER), 0) :] + end


def _words(failure: Exception) -> str:
    if isinstance(failure, ssl.SSLCertVerificationError):
        return str(failure.verify_message)
    if isinstance(failure, socket.timeout):
        return f"no answer within {SECONDS} s"
    return str(getattr(failure, "reason", None) or getattr(failure, "strerror", None) or failure)


CHECKS = (certificate, presented)
