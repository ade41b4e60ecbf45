"""Which wires connect the machines of a lab? One bridge, with the Salt master at 10.0.0.1 and no way out."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from tests.e2e.namespace import Namespace, Process

BRIDGE = "br0"
MASTER = "10.0.0.1"
SERVER = "10.0.0.7"
PREFIX = 24
NAMESPACES = Path("/run/netns")


class Network:
    """The segment on which machines ask for an address."""

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace
        self._taps = itertools.count()
        # Names of network namespaces are mounts in this folder: here they are the lab's own.
        namespace.run(["mkdir", "-p", NAMESPACES])
        namespace.run(["mount", "-t", "tmpfs", "tmpfs", NAMESPACES])
        ip = self._ip
        ip(
            "link",
            "add",
            BRIDGE,
            "type",
            "bridge",
            "stp_state",
            "0",
            "forward_delay",
            "0",
            "mcast_snooping",
            "0",
        )
        ip("addr", "add", f"{MASTER}/{PREFIX}", "dev", BRIDGE)
        # The bridge's own IPv6 address must be usable at once, or the first advertisements are lost.
        namespace.run(["sh", "-c", f"echo 0 > /proc/sys/net/ipv6/conf/{BRIDGE}/accept_dad"], check=False)
        ip("link", "set", BRIDGE, "up")
        namespace.start([sys.executable, "-I", Path(__file__).with_name("advertise.py"), BRIDGE])

    def tap(self) -> str:
        """Plug a new tap device into the bridge and return its name."""
        name = f"tap{next(self._taps)}"
        self._ip("tuntap", "add", "dev", name, "mode", "tap")
        self._ip("link", "set", name, "master", BRIDGE, "up")
        return name

    def host(self, name: str, interface: str, address: str) -> Path:
        """Plug a new network namespace into the bridge, with ``address`` on ``interface``; return its path."""
        self._ip("netns", "add", name)
        inner = ("netns", "exec", name, "ip")
        self._ip("link", "add", name, "type", "veth", "peer", "name", interface, "netns", name)
        self._ip("link", "set", name, "master", BRIDGE, "up")
        self._ip(*inner, "addr", "add", f"{address}/{PREFIX}", "dev", interface)
        self._ip(*inner, "link", "set", interface, "up")
        self._ip(*inner, "link", "set", "lo", "up")
        return NAMESPACES / name

    def capture(self, target: Path) -> Process:
        """Write every frame on the bridge to the pcap file ``target`` until the returned process is stopped."""
        return self.namespace.start(["tcpdump", "-i", BRIDGE, "-U", "-Z", "root", "-w", target])

    def _ip(self, *arguments: str) -> None:
        self.namespace.run(["ip", *arguments])
