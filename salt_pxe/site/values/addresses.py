"""Addresses and names in a network: MAC and IPv4 addresses, networks, ranges, hosts, interfaces."""

from __future__ import annotations

import re

import netaddr
from netaddr.strategy import eui48

from salt_pxe.site.values import mac_spelling, shown, string, text_of, wrong

_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_LONGEST = 64
"""Characters of an address, a network or a range in any spelling."""
_INTERFACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,14}")


def hostname(value: object) -> str:
    """Return a host name or domain name in lower case (RFC 1123 section 2.1)."""
    given = text_of(value, "a host name")
    text = given[:254].lower()
    if len(given) > 253 or not all(_LABEL.fullmatch(label) for label in text.split(".")):
        raise wrong(
            f"{shown(text)} is not a host name", "letters, digits and '-' in labels of up to 63 characters"
        )
    return text


def mac(value: object) -> str:
    """Return a unicast Ethernet MAC address as six lower-case octets with colons (IEEE 802, 48 bits)."""
    if isinstance(value, (int, float)):
        raise wrong(
            f"{shown(value)} is a number: YAML reads an unquoted MAC address as one",
            mac_spelling.of_number(value),
        )
    text = text_of(value, "a MAC address")
    if not _MAC.fullmatch(text):
        lowered = text.strip().lower() if len(text) <= _LONGEST else ""
        try:
            if not re.fullmatch(r"[0-9a-f]{12}|[0-9a-f]{1,6}(?:[:.-][0-9a-f]{1,6})+", lowered):
                raise ValueError
            if len(re.sub(r"[^0-9a-f]", "", lowered)) != 12 and len(re.split(r"[:-]", lowered)) != 6:
                raise ValueError
            text = str(netaddr.EUI(lowered, version=48, dialect=eui48.mac_unix_expanded))
        except (netaddr.AddrFormatError, ValueError, TypeError):
            raise wrong(f"{shown(value)} is not a MAC address", mac_spelling.of_text(text)) from None
    if text == "00:00:00:00:00:00":
        raise wrong("the MAC address is all zeros", "read the NIC's own address from its label or firmware")
    if int(text[1], 16) & 1:
        raise wrong(f"{shown(text)} is a multicast address", "a NIC's address has an even second hex digit")
    return text


def mac_from_command_line(value: object) -> str:
    """Return the MAC address that somebody typed on Salt's command line.

    Salt reads arguments as YAML 1.1, where 52:54:00:12:34:56 is a number to the base of 60. A command line cannot be
    quoted as easily as pillar, and six groups of two decimal digits come back from that number as they were.
    """
    return mac(mac_spelling.of_base_sixty(value) or value)


def ipv4(value: object) -> str:
    """Return an IPv4 address in dotted decimal (RFC 791); octal and short forms are refused."""
    text = text_of(value, "an IPv4 address")
    try:
        if len(text) > _LONGEST:
            raise ValueError
        return str(netaddr.IPAddress(text, version=4, flags=netaddr.INET_PTON))
    except (netaddr.AddrFormatError, ValueError):
        raise wrong(
            f"{shown(text)} is not an IPv4 address", "four decimal numbers, such as 10.0.0.21"
        ) from None


def network(value: object) -> str:
    """Return an IPv4 network as address/prefix length (RFC 4632), such as `10.0.0.0/24`."""
    text = text_of(value, "a network")
    try:
        if len(text) > _LONGEST or "/" not in text:
            raise ValueError
        found = netaddr.IPNetwork(text, version=4)
    except (netaddr.AddrFormatError, ValueError, IndexError):
        raise wrong(
            f"{shown(text)} is not an IPv4 network", "address and prefix length, such as 10.0.0.0/24"
        ) from None
    if found.ip != found.network:
        raise wrong(f"{shown(text)} has bits behind its prefix", f"write {found.cidr}")
    if found.prefixlen > 30 or found.prefixlen < 8:
        raise wrong(f"{shown(text)} cannot be served", "a prefix length from 8 to 30")
    if str(found.cidr) != text:
        raise wrong(f"{shown(text)} is not written as a prefix", f"write {found.cidr}")
    return text


def route_network(value: object) -> str:
    """Return the destination of a static route: a network of any prefix length, the default route included."""
    text = text_of(value, "a network")
    try:
        if len(text) > _LONGEST or "/" not in text:
            raise ValueError
        if str(netaddr.IPNetwork(text, version=4).cidr) != text:
            raise ValueError
    except (netaddr.AddrFormatError, ValueError, IndexError):
        raise wrong(f"{shown(text)} is not an IPv4 network", "such as 10.0.0.0/24 or 0.0.0.0/0") from None
    return text


def host_or_address(value: object) -> str:
    """Return an IPv4 address or a host name."""
    is_address = isinstance(value, str) and re.fullmatch(r"[0-9.]{1,64}", value)
    return ipv4(value) if is_address else hostname(value)


def host_key(value: object) -> str:
    """Return the name under which a host stands in pillar: a host name, in the spelling that it has there."""
    hostname(value)
    return str(value)


def address_range(value: object) -> str:
    """Return a range of addresses as `first-last`; `first last` and a single address are read too."""
    text = text_of(value, "a range of addresses").strip()
    ends = re.split(r"\s*-\s*|\s+", text) if len(text) <= _LONGEST else []
    if not 1 <= len(ends) <= 2:
        raise wrong(f"{shown(text)} is not a range of addresses", "first-last, such as 10.0.0.150-10.0.0.200")
    first, last = ipv4(ends[0]), ipv4(ends[-1])
    return f"{first}-{last}"


def interface(value: object) -> str:
    """Return the name of a network interface (at most 15 characters, Linux's IFNAMSIZ)."""
    text = text_of(value, "a network interface")
    if not _INTERFACE.fullmatch(text):
        raise wrong(f"{shown(text)} is not a network interface", "a name such as eth1 or enp3s0")
    return text


def device(value: object) -> str:
    """Return a network device: an interface's name, a MAC address, `link` or `bootif`."""
    if isinstance(value, str) and _INTERFACE.fullmatch(value) and ":" not in value:
        return value
    if isinstance(value, str) and ":" not in value:
        return interface(value)
    return mac(value)


HostName = string(hostname, "a host or domain name (RFC 1123)")
HostKey = string(host_key, "a host's name (RFC 1123)")
HostOrAddress = string(host_or_address, "a host name or an IPv4 address")
Mac = string(mac, "a MAC address, quoted", examples=["52:54:00:12:34:56"])
Ipv4 = string(ipv4, "an IPv4 address", format="ipv4")
Network = string(network, "an IPv4 network", examples=["10.0.0.0/24"])
RouteNetwork = string(route_network, "an IPv4 network of any prefix length")
AddressRange = string(address_range, "first-last", examples=["10.0.0.150-10.0.0.200"])
Interface = string(interface, "a network interface")
Device = string(device, "a network device: an interface's name or its MAC address")
