"""Who tells a machine at once that there is no IPv6 router? This; QEMU's iPXE waits 13 s for one otherwise.

Sends a router advertisement without prefix and with lifetime 0 ("not a default router", RFC 4861 section 4.2) to all
nodes every second.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time

TYPE = 134
HOP_LIMIT = 255  # RFC 4861 section 6.1.2: anything else is discarded
ALL_NODES = "ff02::1"


def advertise(interface: str) -> None:
    """Send the advertisement on ``interface`` until killed. The kernel fills in the ICMPv6 checksum."""
    index = socket.if_nametoindex(interface)
    link = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, HOP_LIMIT)
    link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    message = struct.pack("!BBHBBHII", TYPE, 0, 0, 0, 0, 0, 0, 0)
    while True:
        # Until the interface has its address there is nothing to send from.
        with contextlib.suppress(OSError):
            link.sendto(message, (ALL_NODES, 0, 0, index))
        time.sleep(1)


if __name__ == "__main__":
    advertise(sys.argv[1])
