"""What goes on around the daemons on this machine? Ports, firewall, SELinux, leases."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterable

from salt_pxe.publish.programs import program

SECONDS = 20


def listeners(protocol: str, port: int) -> set[str]:
    """Return the names of the programs that listen on a TCP or UDP port here, by ss(8)."""
    path = program("ss")
    if path is None:
        return set()
    said = _said([path, "-Hlnp", f"--{protocol}", f"sport = :{port}"])
    return set(re.findall(r'\(\("([^"]+)"', said))


def firewall_refuses(ports: Iterable[tuple[str, int, str]]) -> list[str]:
    """Return which of these (protocol, port, service) the firewall does not let through, a line each.

    firewalld and ufw are asked; of a bare nftables ruleset only a dropping input chain without the port is known.
    """
    wanted = list(ports)
    if (path := program("firewall-cmd")) and _said([path, "--state"]).strip() == "running":
        opened = _said([path, "--list-all"])
        return [
            f"firewalld refuses {service} ({port}/{protocol})"
            for protocol, port, service in wanted
            if not re.search(rf"\b{service}\b|\b{port}/{protocol}\b", opened)
        ]
    if (path := program("ufw")) and "Status: active" in (opened := _said([path, "status"])):
        return [
            f"ufw does not allow {port}/{protocol}"
            for protocol, port, _ in wanted
            if not any(re.match(rf"{port}(/{protocol})?\s+ALLOW", row) for row in opened.splitlines())
        ]
    if path := program("nft"):
        rules = _said([path, "list", "ruleset"]).splitlines()
        if any("policy drop" in row.partition("hook input ")[2] for row in rules):
            return [
                f"the nftables ruleset drops input and does not name {protocol} port {port}"
                for protocol, port, _ in wanted
                if not any(_names(row.partition(f"{protocol} dport ")[2], port) for row in rules)
            ]
    return []


def _names(ports: str, port: int) -> bool:
    return re.search(rf"\b{port}\b", ports) is not None


def selinux_enforces() -> bool:
    """Tell whether SELinux is enforcing."""
    try:
        with open("/sys/fs/selinux/enforce") as file:
            return file.read().strip() == "1"
    except OSError:
        return False


def selinux_type(path: str) -> str | None:
    """Return the type of a file's SELinux context, or None where it has none."""
    try:
        return os.getxattr(path, "security.selinux").decode().rstrip("\0").split(":")[2]
    except (OSError, IndexError):
        return None


def mode(path: str) -> int | None:
    """Return the permission bits of a path, or None where nothing is there."""
    try:
        return os.stat(path).st_mode & 0o7777
    except OSError:
        return None


def leased(path: str, now: float) -> set[str]:
    """Return the addresses with a lease that has not ended, as dhcpd.leases(5) has them: the last entry counts."""
    try:
        with open(path, errors="replace") as file:
            text = file.read()
    except OSError:
        return set()
    active: dict[str, bool] = {}
    clock = time.strftime("%Y/%m/%d %H:%M:%S", time.gmtime(now))
    address, ends, stated = "", "", ""
    for row in text.splitlines():
        match row.rstrip(";").split():
            case ["lease", given, "{"] if row.startswith("lease "):
                address, ends, stated = given, "", ""
            case ["ends", _, day, hour]:
                ends = ends or f"{day} {hour}"
            case ["binding", "state", state]:
                stated = stated or state
            case ["}"] if address and row.startswith("}"):
                active[address] = stated == "active" and not (ends and ends < clock)
                address = ""
    return {address for address, is_active in active.items() if is_active}


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=SECONDS
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
