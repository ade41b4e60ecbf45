"""What DHCP servers say on a wire: two questions (RFC 2131) by packet sockets, which need root but no address.

A packet socket hears what this host itself sends, so a DHCP service here hears the question too.
"""

from __future__ import annotations

import secrets
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

from salt_pxe.publish.host import interfaces

_ETH_P_IP = 0x0800
_REPLY = b"\2"
_CLIENT = struct.pack("!H", 68)


def informs(interface: str, address: str, tries: int, seconds: float) -> bool:
    """Tell whether a DHCP server here answers a DHCPINFORM of this host's own address, which takes no lease.

    The answer to our own address comes over the loopback. `seconds` is how long each try waits.
    """
    own = bytes.fromhex(interfaces.mac_of(interface).replace(":", ""))
    number = secrets.randbits(32)
    frame = _frame("inform", own, number, address)
    with _packets(interface) as wire, _packets("lo") as loopback:
        for _ in range(tries):
            wire.send(frame)
            if any(_answers(message, number) for message in _until(loopback, seconds)):
                return True
    return False


def offers(interface: str, seconds: float = 3.0) -> set[str]:
    """Return the addresses of the other machines that make a DHCP offer on an interface, within some seconds.

    The question is a DHCPDISCOVER from a made-up, locally administered MAC address; nothing is requested, so nobody
    gives a lease away for longer than an offer lasts. A service on this host is not heard.
    """
    from scapy.layers.dhcp import BOOTP, DHCP

    number = secrets.randbits(32)
    frame = _frame("discover", b"\x02\x00\x5e" + secrets.token_bytes(3), number, None)
    found: set[str] = set()
    with _packets(interface) as wire:
        for _ in range(2):
            wire.send(frame)
            for message in _until(wire, seconds / 2):
                if not _answers(message, number):
                    continue
                packet: Any = BOOTP(message)
                options = packet[DHCP].options if packet.haslayer(DHCP) else []
                said = dict(option for option in options if isinstance(option, tuple) and len(option) == 2)
                found.add(str(said.get("server_id") or packet.siaddr))
    return found


def _frame(kind: str, mac: bytes, number: int, address: str | None) -> bytes:
    # Imported where it is used: scapy costs half a second, and most runs of Salt need no DHCP packet.
    from scapy.layers.dhcp import BOOTP, DHCP
    from scapy.layers.inet import IP, UDP
    from scapy.layers.l2 import Ether

    return bytes(
        Ether(src=mac, dst="ff:ff:ff:ff:ff:ff")
        / IP(src=address or "0.0.0.0", dst="255.255.255.255")
        / UDP(sport=68, dport=67)
        / BOOTP(chaddr=mac, ciaddr=address or "0.0.0.0", xid=number, flags=0 if address else 0x8000)
        / DHCP(options=[("message-type", kind), "end"])
    )


def _answers(message: bytes, number: int) -> bool:
    """Tell whether a BOOTP message is a reply to the question with this transaction number."""
    return message[:1] == _REPLY and message[4:8] == number.to_bytes(4, "big")


def _packets(interface: str) -> socket.socket:
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_IP))
    opened.bind((interface, _ETH_P_IP))
    return opened


def _until(heard: socket.socket, seconds: float) -> Iterator[bytes]:
    """Yield the payload of each UDP datagram to port 68 that comes within some seconds."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        heard.settimeout(left)
        try:
            frame = heard.recv(4096)
        except TimeoutError:
            return
        if len(frame) < 42 or frame[23] != socket.IPPROTO_UDP:
            continue
        start = 14 + (frame[14] & 15) * 4
        if frame[start + 2 : start + 4] == _CLIENT:
            yield frame[start + 8 :]
