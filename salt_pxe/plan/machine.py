"""What a machine would get, over DHCP, TFTP and HTTP, and which line of pillar says so.

What DHCP answers follows the order in which the site's DHCP service looks for a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import netaddr

from salt_pxe.arming.armed import Armed
from salt_pxe.boot.decision import Decision, Install, Menu, decide, unknown_boots
from salt_pxe.boot.firmware import firmware_of
from salt_pxe.boot.plug import Firmware
from salt_pxe.plan import summary
from salt_pxe.services.dhcp.plug import Level, service_of
from salt_pxe.services.family import Family
from salt_pxe.site import scopes
from salt_pxe.site.classes import ClassMatch
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.site import Site

_FIELDS = (
    "routers",
    "domain_name",
    "domain_name_servers",
    "ntp_servers",
    "default_lease_time",
    "max_lease_time",
    "lease_time",
    "options",
)


class Said(NamedTuple):
    """A value and the pillar path that says it; `default` where pillar does not."""

    value: Any
    path: str

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"value": self.value, "from": self.path}


def answers(
    site: Site,
    mac: str,
    architecture: int,
    armed: Armed,
    family: Family,
    answer_files: Mapping[str, Mapping[str, str]],
    redact: Callable[[str], str],
) -> dict[str, Any]:
    """Return what the machine with this MAC address, whose firmware sends this architecture (option 93), would get.

    `answer_files` maps hosts to their answer files; `redact` hides secrets in them. The answer is plain data.
    """
    host, decision = decide(site, mac, armed)
    firmware = firmware_of(architecture)
    found: dict[str, Any] = {
        "mac": mac,
        "host": host,
        "firmware": f"{firmware.name.upper()} (architecture {architecture})"
        if firmware
        else f"architecture {architecture}",
        "armed": {"value": armed.get(host or ""), "from": _why(site, host, armed)},
        "boots": {"value": summary.what_boots(site, decision), "from": _profile_path(site, host, decision)},
        "dhcp": {key: said.plain() for key, said in _dhcp(site, host, mac, architecture, firmware)},
    }
    if firmware is None or firmware.name not in site.server.loaders:
        found["boots"] = {
            "value": "its disk: no boot loader is served to this firmware",
            "from": "pxe:server:loaders",
        }
        return found
    found["boot_configuration"] = _configuration(site, host, mac, decision, firmware, family)
    if isinstance(decision, Install):
        found["kernel"] = {
            "value": f"{decision.kernel} {' '.join(decision.args)}",
            "initrd": ", ".join(path for path in (decision.initrd, decision.ca) if path),
            "from": _profile_path(site, host, decision),
        }
        files = answer_files.get(host or "", {})
        found["answers"] = {
            "url": decision.answers_url,
            "files": {name or decision.answers_url.rpartition("/")[2]: redact(files[name]) for name in files},
            "from": _profile_path(site, host, decision),
        }
        if host:
            found["may_erase"] = list(summary.disks_at_stake(site, host))
    return found


def _why(site: Site, host: str | None, armed: Armed) -> str:
    if host is None:
        return "pxe:unknown"
    path = f"pxe:hosts:{host}"
    if host in armed:
        return f"{path}:install"
    if site.hosts[host].protected:
        return f"{path}:protected"
    if site.hosts[host].install:
        return f"{path}:install (the request is over, or its answer file was refused)"
    return f"{path} (has no install)"


def _profile_path(site: Site, host: str | None, decision: Decision) -> str:
    if host is None:
        return "pxe:unknown"
    if isinstance(decision, Install):
        return f"pxe:profiles:{site.hosts[host].profile}"
    return f"pxe:hosts:{host}"


def _dhcp(
    site: Site, host: str | None, mac: str, architecture: int, firmware: Firmware | None
) -> Iterator[tuple[str, Said]]:
    placed = _subnet(site, host)
    fixed = site.hosts[host].fixed_address if host else None
    if fixed and placed:
        yield "address", Said(fixed, f"pxe:hosts:{host}:fixed_address")
    elif placed is None:
        yield "address", Said(None, "pxe:subnets (none holds the server's address)")
    elif host is None and placed.subnet.unknown_clients == "deny":
        yield "address", Said(None, f"{placed.path}:unknown_clients")
    else:
        pools = [*placed.subnet.range, *(text for pool in placed.subnet.pools for text in pool.range)]
        yield "address", Said(f"leased from {', '.join(pools)}" if pools else None, f"{placed.path}:range")
    if placed:
        yield "subnet_mask", Said(str(placed.network.netmask), placed.path)
    levels = list(_levels(site, host, mac, architecture, placed))
    yield "next_server", _first(levels, "next_server") or Said(site.server.address, "pxe:server:address")
    loader = firmware.boot_file(site) if firmware and firmware.name in site.server.loaders else None
    yield "filename", _first(levels, "filename") or Said(loader, "pxe:server:loaders")
    for field in _FIELDS:
        said = _first(levels, field)
        if said:
            yield field, said


def _subnet(site: Site, host: str | None) -> scopes.Placed | None:
    """Return the subnet of a host's fixed address, or the server's own, where an unnamed machine is taken to be."""
    fixed = site.hosts[host].fixed_address if host else None
    address = netaddr.IPAddress(fixed or site.server.address)
    return next((placed for placed in scopes.subnets(site) if address in placed.network), None)


def _levels(
    site: Site, host: str | None, mac: str, architecture: int, placed: scopes.Placed | None
) -> Iterator[tuple[str, DhcpScope]]:
    """Yield the scopes that a machine is in, with their paths; the first that says something counts.

    Which pool it gets an address from is not known before it asks.
    """
    own = site.hosts[host].dhcp if host else None
    found: dict[Level, list[tuple[str, DhcpScope]]] = {
        "host": [(f"pxe:hosts:{host}:dhcp", own)] if own else [],
        "class": [
            (f"pxe:classes:{name}", one)
            for name, one in sorted(site.classes.items())
            if _matches(one.match, mac, architecture)
        ],
        "subnet": [(placed.path, placed.subnet)] if placed else [],
        "shared_network": [(placed.path.rpartition(":subnets:")[0], outer) for outer in placed.outer[:-1]]
        if placed
        else [],
        "site": [("pxe:dhcp", site.dhcp)],
    }
    for level in service_of(site).precedence:
        yield from found.get(level, ())


def _matches(match: ClassMatch, mac: str, architecture: int) -> bool:
    """Tell whether a PXE client is in a class; what only it could send otherwise is taken not to match."""
    if match.user_class is not None or match.client_id is not None:
        return False
    if match.vendor_class is not None and not f"PXEClient:Arch:{architecture:05d}".startswith(
        match.vendor_class
    ):
        return False
    if match.mac_prefix is not None and not mac.startswith(match.mac_prefix.lower()):
        return False
    return not match.architecture or architecture in match.architecture


def _first(levels: list[tuple[str, DhcpScope]], field: str) -> Said | None:
    for path, scope in levels:
        value = getattr(scope, field)
        if value is not None and value != () and value != {}:
            return Said(list(value) if isinstance(value, tuple) else value, f"{path}:{field}")
    return None


def _configuration(
    site: Site,
    host: str | None,
    mac: str,
    decision: Decision,
    firmware: Firmware,
    family: Family,
) -> dict[str, Any]:
    if host is not None and not isinstance(decision, Menu):
        own = isinstance(decision, Install) or site.unknown != "local"
        if own:
            path = f"{family.tftp_root}/{firmware.machine_path(mac)}"
            return {"path": path, "text": firmware.machine(site, decision, family.distribution)}
    shared = firmware.shared(site, unknown_boots(site), family.distribution)
    path, text = next(iter(shared.items()))
    return {"path": f"{family.tftp_root}/{path}", "text": text}
