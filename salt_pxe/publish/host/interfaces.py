"""The interfaces and IPv4 addresses of this machine, as the kernel says over rtnetlink(7).

Not by /sys/class/net: in a container that may be mounted for another network namespace.
"""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

# netdevice(7): the interface is up; its driver says that it has a carrier.
_UP, _LOWER_UP = 0x1, 0x10000


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface: its MAC address in lower case with colons, empty where it has none, and IPv4 addresses."""

    name: str
    mac: str
    up: bool
    carrier: bool
    addresses: tuple[str, ...]
    prefixes: tuple[int, ...] = ()
    """The prefix length of each address, in their order."""


def interfaces() -> dict[str, Interface]:
    """Return each interface by its name. Raises OSError where the kernel does not answer."""
    # In a thread of its own: pyroute2 runs an event loop, and the caller's thread may be in one of Salt's.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_interfaces).result()


def _interfaces() -> dict[str, Interface]:
    from pyroute2 import (
        IPRoute,  # where it is used: it costs a fifth of a second, and most runs ask nothing here
    )

    with IPRoute() as kernel:
        links = list(kernel.get_links())
        own: dict[int, list[tuple[str, int]]] = {}
        for entry in kernel.get_addr(family=socket.AF_INET):
            own.setdefault(entry["index"], []).append((entry.get("local"), entry["prefixlen"]))
    return {
        link.get("ifname"): Interface(
            link.get("ifname"),
            link.get("address") or "",
            bool(link["flags"] & _UP),
            bool(link["flags"] & _LOWER_UP),
            tuple(address for address, _ in own.get(link["index"], ())),
            tuple(prefix for _, prefix in own.get(link["index"], ())),
        )
        for link in links
    }


def of(interface: str) -> tuple[str, ...]:
    """Return the IPv4 addresses of an interface; none where it is not there."""
    found = interfaces().get(interface)
    return found.addresses if found else ()


def has_carrier(interface: str) -> bool:
    """Tell whether an interface is up and has a carrier, so that frames can be sent."""
    found = interfaces().get(interface)
    return found is not None and found.up and found.carrier


def mac_of(interface: str) -> str:
    """Return the MAC address of an interface, in lower case with colons; empty where it has none."""
    found = interfaces().get(interface)
    return found.mac if found else ""


def own() -> set[str]:
    """Return every IPv4 address of this machine."""
    return {address for link in interfaces().values() for address in link.addresses}
