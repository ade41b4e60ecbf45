"""Probes of the daemons: one question over the wire to each, asked from the kickstart server itself.

None of them leaves a trace: DHCP is asked with a DHCPINFORM, which takes no lease (RFC 2131 section 4.3.5).
"""

from __future__ import annotations

import os
import socket
import time
import warnings
from pathlib import Path

import requests
from tftpy.TftpPacketFactory import TftpPacketFactory
from tftpy.TftpPacketTypes import TftpPacketDAT, TftpPacketERR, TftpPacketOACK, TftpPacketRRQ
from tftpy.TftpShared import TftpException
from urllib3.exceptions import InsecureRequestWarning

from salt_pxe.publish.host import dhcp_wire, interfaces
from salt_pxe.services.refusals import NoAnswer

TRIES = 3
SECONDS = 2.0
"""How long one try waits for its answer."""


def tftp(address: str, name: str, port: int = 69) -> None:
    """Ask an address for the first block of a file over TFTP (RFC 1350). Raises NoAnswer.

    tftpy's packets without its client, which fetches whole files: one block is enough, and ends the transfer.
    """
    question = TftpPacketRRQ()
    question.filename, question.mode, question.options = name, "octet", {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as talk:
        talk.settimeout(SECONDS)
        for _ in range(TRIES):
            try:
                talk.sendto(question.encode().buffer, (address, port))
                answer, sender = talk.recvfrom(2048)
            except TimeoutError:
                continue
            except OSError as error:
                raise NoAnswer(f"TFTP on {address}: {error.strerror}") from error
            talk.sendto(_enough(), sender)
            try:
                packet = TftpPacketFactory().parse(answer)
            except TftpException as error:
                raise NoAnswer(f"TFTP on {address} answers what is no TFTP: {error}") from error
            if isinstance(packet, TftpPacketDAT | TftpPacketOACK):
                return
            reason = getattr(packet, "errmsg", None) or b""
            raise NoAnswer(f"TFTP on {address} does not give {name}: {reason.decode(errors='replace')}")
    raise NoAnswer(f"TFTP on {address} does not answer within {TRIES * SECONDS:.0f} s")


def _enough() -> bytes:
    """Return the error by which a client ends a transfer (RFC 1350 section 7): 0, whose text tftpy leaves open."""
    packet = TftpPacketERR()
    packet.errmsgs = {packet.errorcode: b"enough"}
    return bytes(packet.encode().buffer)


def http(url: str) -> None:
    """Ask for the URL at which our own site answers 204, and no other server does by chance. Raises NoAnswer.

    Any certificate is taken.
    """
    with requests.Session() as session:
        session.trust_env = False  # a proxy would answer in the server's place
        for left in reversed(range(TRIES)):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", InsecureRequestWarning)
                    answer = session.get(
                        url, timeout=SECONDS, allow_redirects=False, stream=True, verify=False
                    )
            except requests.ConnectionError as error:
                if not left:
                    raise NoAnswer(f"nothing answers at {url}: {_reason(error)}") from error
                time.sleep(0.2)
            except requests.RequestException as error:
                raise NoAnswer(f"nothing answers at {url}: {_reason(error)}") from error
            else:
                answer.close()
                if answer.status_code != 204:
                    found = f"{answer.status_code} {answer.reason}"
                    raise NoAnswer(f"{url} answers {found} and not 204: another site answers at this address")
                return


def dhcp(interface: str, address: str) -> None:
    """Ask the DHCP server here for its parameters, as the host of `address` on that wire. Raises NoAnswer. Needs root.

    Returns at once where the interface has no carrier: nothing can be sent there, and nobody could hear it.
    """
    if interfaces.has_carrier(interface) and not dhcp_wire.informs(interface, address, TRIES, SECONDS):
        raise NoAnswer(f"DHCP on {interface} does not answer within {TRIES * SECONDS:.0f} s")


def udp_port_is_bound(port: int) -> bool:
    """Tell whether some program here has bound a UDP port of IPv4 (proc(5), /proc/net/udp)."""
    lines = Path("/proc/net/udp").read_text().splitlines()[1:]
    return any(int(line.split()[1].rpartition(":")[2], 16) == port for line in lines)


def _reason(error: Exception) -> str:
    while error.__context__ is not None and isinstance(error.__context__, Exception):
        error = error.__context__
    return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
