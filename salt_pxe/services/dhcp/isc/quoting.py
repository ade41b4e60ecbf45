"""Strings, numbers and option values in the syntax of dhcpd.conf(5)."""

from __future__ import annotations

from salt_pxe.site.dhcp import Route
from salt_pxe.site.values.dhcp_options import OptionType, OptionValue, checked, is_octets

INFINITE = 0xFFFFFFFF
"""A lease without end (RFC 2131 section 3.3): dhcpd keeps it for ever, and tells the client a time until 2038."""

TYPES: dict[OptionType, str] = {
    "ip-address": "ip-address",
    "ip-addresses": "array of ip-address",
    "ip-pairs": "array of { ip-address, ip-address }",
    "flag-addresses": "{ boolean, array of ip-address }",
    "flag-text": "{ boolean, text }",
    "text": "text",
    "octets": "string",
    "domain": "text",
    "domain-name": "domain-name",
    "domains": "domain-list",
    "boolean": "boolean",
    "uint8": "unsigned integer 8",
    "uint8s": "array of unsigned integer 8",
    "uint16": "unsigned integer 16",
    "uint16s": "array of unsigned integer 16",
    "uint32": "unsigned integer 32",
    "int32": "signed integer 32",
}
"""How dhcpd names each type where an option is defined (dhcp-options(5), DEFINING NEW OPTIONS)."""


def quoted(text: str) -> str:
    """Return a string literal. Only `"` and the backslash mean anything in one; control characters never get here."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def octets(data: bytes) -> str:
    """Return bytes as dhcpd's colon-separated hexadecimal list."""
    return data.hex(":")


def data(text: str) -> str:
    """Return text for a comparison: a string literal, or its UTF-8 octets where it is not ASCII."""
    return quoted(text) if text.isascii() else octets(text.encode())


def flag(value: bool) -> str:
    """Return a flag of a statement."""
    return "on" if value else "off"


def seconds(value: int | str) -> int:
    """Return a lease time as dhcpd counts it; `infinite` is 4294967295."""
    return INFINITE if value == "infinite" else int(value)


def option_value(kind: OptionType, value: OptionValue | list[str]) -> str:
    """Return the value of an option as it stands behind the option's name."""
    canonical = checked(kind, value)
    if isinstance(canonical, bool):
        return flag(canonical)
    if isinstance(canonical, tuple):
        return ", ".join(quoted(str(item)) if kind == "domains" else str(item) for item in canonical)
    if kind == "octets" and is_octets(str(canonical)):
        return str(canonical)
    if kind == "octets":
        return quoted(str(canonical))
    if kind == "flag-addresses":
        flagged, *many = str(canonical).split()
        return f"{flagged} {', '.join(many)}"
    if kind == "flag-text":
        flagged, _, rest = str(canonical).partition(" ")
        return f"{flagged} {quoted(rest)}"
    if kind in ("domain", "text"):
        return quoted(str(canonical))
    return str(canonical)


def classless_routes(routes: tuple[Route, ...], routers: tuple[str, ...]) -> str:
    """Return the value of option 121 as decimal octets (RFC 3442).

    A client that gets this option ignores option 3, so the first router is added as the default route, unless the
    routes name one themselves.
    """
    pairs = [(route.network, route.gateway) for route in routes]
    if routers and not any(network == "0.0.0.0/0" for network, _ in pairs):
        pairs.append(("0.0.0.0/0", routers[0]))
    numbers: list[str] = []
    for network, gateway in pairs:
        address, _, length = network.partition("/")
        significant = (int(length) + 7) // 8
        numbers += [length, *address.split(".")[:significant], *gateway.split(".")]
    return ", ".join(numbers)
