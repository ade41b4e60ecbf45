"""What a DHCP option cannot be, though its type allows it: it would be sent, and no client can do anything with it."""

from __future__ import annotations

import netaddr

from salt_pxe.site.values.dhcp_options import OPTIONS, OptionValue

_LEAST = {
    "interface-mtu": (68, "an IPv4 packet has 68 octets at least, RFC 791"),
    "path-mtu-plateau-table": (68, "an IPv4 packet has 68 octets at least, RFC 791"),
    "max-dgram-reassembly": (576, "every machine takes datagrams of 576 octets, RFC 2132"),
    "default-ip-ttl": (1, "a packet with 0 is dropped by the first router"),
    "default-tcp-ttl": (1, "a packet with 0 is dropped by the first router"),
}
_NODE_TYPES = {1: "B-node", 2: "P-node", 4: "M-node", 8: "H-node"}
"""RFC 2132 section 8.7."""


def fault(name: str, value: OptionValue) -> tuple[str, str] | None:
    """Return what is wrong with a value that its type allows, and what to do; None where nothing is."""
    numbers = value if isinstance(value, tuple) else (value,)
    if name in _LEAST:
        least, why = _LEAST[name]
        if any(isinstance(one, int) and one < least for one in numbers):
            return f"{min(one for one in numbers if isinstance(one, int))} is below {least}", why
    if name == "netbios-node-type" and value not in _NODE_TYPES:
        known = ", ".join(f"{number} ({word})" for number, word in _NODE_TYPES.items())
        return f"{value} is no type of node", f"one of {known}"
    if name == "subnet-mask" and not netaddr.IPAddress(str(value)).is_netmask():
        return f"{value} is not a netmask", "such as 255.255.255.0; or leave it out: it is the subnet's"
    pairs = [str(one).split() for one in numbers] if OPTIONS.get(name) == "ip-pairs" else []
    if name == "static-routes" and any(destination == "0.0.0.0" for destination, _ in pairs):
        return "0.0.0.0 is no destination of this option (RFC 2132)", "say routers, or static_routes"
    if name == "policy-filter" and not all(netaddr.IPAddress(mask).is_netmask() for _, mask in pairs):
        return "a pair is a destination and its netmask", "such as 10.9.0.0 255.255.0.0"
    return None
