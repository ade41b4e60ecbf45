"""Which interfaces and IPv4 addresses does this machine have? As the kernel says over rtnetlink, by ip(8).

Not by /sys/class/net: in a container that may be mounted for another network namespace.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

from salt_pxe.services.programs import program


def interfaces() -> dict[str, dict[str, Any]]:
    """Return each interface by name, as `ip -json address` describes it (`operstate`, `flags`, `addr_info`)."""
    path = program("ip")
    if path is None:
        return {}
    done = subprocess.run([path, "-json", "address"], capture_output=True, text=True, timeout=30)
    found = {link["ifname"]: link for link in json.loads(done.stdout or "[]") if link}
    for link in found.values():
        link["addr_info"] = [entry for entry in link.get("addr_info", []) if entry.get("family") == "inet"]
    return found


def of(interface: str) -> list[str]:
    """Return the IPv4 addresses of an interface; none where it is not there."""
    return [entry["local"] for entry in interfaces().get(interface, {}).get("addr_info", [])]


def has_carrier(interface: str) -> bool:
    """Tell whether an interface is up and has a carrier, so that frames can be sent."""
    return {"UP", "LOWER_UP"} <= set(interfaces().get(interface, {}).get("flags", []))


def mac_of(interface: str) -> str:
    """Return the MAC address of an interface, in lower case with colons; empty where it has none."""
    return str(interfaces().get(interface, {}).get("address", ""))


def own() -> set[str]:
    """Return every IPv4 address of this machine."""
    return {entry["local"] for link in interfaces().values() for entry in link.get("addr_info", [])}
