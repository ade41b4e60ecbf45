"""Which interfaces and IPv4 addresses does this machine have? As the kernel says over rtnetlink, by ip(8)."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from salt_pxe.publish.checks import program


def interfaces() -> dict[str, dict[str, Any]]:
    """Return each interface by name, as `ip -json address` describes it (`operstate`, `flags`, `addr_info`)."""
    path = program("ip")
    if path is None:
        return {}
    done = subprocess.run([path, "-json", "-4", "address"], capture_output=True, text=True, timeout=30)
    links = subprocess.run([path, "-json", "link"], capture_output=True, text=True, timeout=30)
    found = {link["ifname"]: {**link, "addr_info": []} for link in json.loads(links.stdout or "[]") if link}
    for link in json.loads(done.stdout or "[]"):
        if link:
            found[link["ifname"]] = link
    return found


def of(interface: str) -> list[str]:
    """Return the IPv4 addresses of an interface; none where it is not there."""
    return [entry["local"] for entry in interfaces().get(interface, {}).get("addr_info", [])]


def own() -> set[str]:
    """Return every IPv4 address of this machine."""
    return {entry["local"] for link in interfaces().values() for entry in link.get("addr_info", [])}
