"""The DHCP options that pillar can set, and their types.

The table follows dhcp-options(5) and RFC 2132 (other RFCs are named beside their options). What clients and relays say,
and what the DHCP service says itself, is no value of pillar: `reserved_options` tells what to do in its place.
"""

from __future__ import annotations

import re
from typing import Literal

from salt_pxe.site import values
from salt_pxe.site.values import addresses

OptionType = Literal[
    "ip-address",
    "ip-addresses",
    "ip-pairs",
    "flag-addresses",
    "flag-text",
    "text",
    "octets",
    "domain",
    "domain-name",
    "domains",
    "boolean",
    "uint8",
    "uint8s",
    "uint16",
    "uint16s",
    "uint32",
    "int32",
]
OptionValue = str | int | bool | tuple[str, ...] | tuple[int, ...]

OPTIONS: dict[str, OptionType] = {
    "subnet-mask": "ip-address",  # 1
    "time-offset": "int32",  # 2
    "routers": "ip-addresses",  # 3
    "time-servers": "ip-addresses",  # 4
    "ien116-name-servers": "ip-addresses",  # 5
    "domain-name-servers": "ip-addresses",  # 6
    "log-servers": "ip-addresses",  # 7
    "cookie-servers": "ip-addresses",  # 8
    "lpr-servers": "ip-addresses",  # 9
    "impress-servers": "ip-addresses",  # 10
    "resource-location-servers": "ip-addresses",  # 11
    "host-name": "domain",  # 12
    "boot-size": "uint16",  # 13
    "merit-dump": "text",  # 14
    "domain-name": "domain",  # 15
    "swap-server": "ip-address",  # 16
    "root-path": "text",  # 17
    "extensions-path": "text",  # 18
    "ip-forwarding": "boolean",  # 19
    "non-local-source-routing": "boolean",  # 20
    "policy-filter": "ip-pairs",  # 21
    "max-dgram-reassembly": "uint16",  # 22
    "default-ip-ttl": "uint8",  # 23
    "path-mtu-aging-timeout": "uint32",  # 24
    "path-mtu-plateau-table": "uint16s",  # 25
    "interface-mtu": "uint16",  # 26
    "all-subnets-local": "boolean",  # 27
    "broadcast-address": "ip-address",  # 28
    "perform-mask-discovery": "boolean",  # 29
    "mask-supplier": "boolean",  # 30
    "router-discovery": "boolean",  # 31
    "router-solicitation-address": "ip-address",  # 32
    "static-routes": "ip-pairs",  # 33
    "trailer-encapsulation": "boolean",  # 34
    "arp-cache-timeout": "uint32",  # 35
    "ieee802-3-encapsulation": "boolean",  # 36
    "default-tcp-ttl": "uint8",  # 37
    "tcp-keepalive-interval": "uint32",  # 38
    "tcp-keepalive-garbage": "boolean",  # 39
    "nis-domain": "text",  # 40
    "nis-servers": "ip-addresses",  # 41
    "ntp-servers": "ip-addresses",  # 42
    "vendor-encapsulated-options": "octets",  # 43
    "netbios-name-servers": "ip-addresses",  # 44
    "netbios-dd-server": "ip-addresses",  # 45
    "netbios-node-type": "uint8",  # 46
    "netbios-scope": "text",  # 47
    "font-servers": "ip-addresses",  # 48
    "x-display-manager": "ip-addresses",  # 49
    "dhcp-parameter-request-list": "uint8s",  # 55: what is sent whatever a client asked for
    "dhcp-renewal-time": "uint32",  # 58
    "dhcp-rebinding-time": "uint32",  # 59
    "vendor-class-identifier": "octets",  # 60
    "nwip-domain": "text",  # 62, RFC 2242
    "nwip-suboptions": "octets",  # 63, RFC 2242
    "nisplus-domain": "text",  # 64
    "nisplus-servers": "ip-addresses",  # 65
    "tftp-server-name": "text",  # 66
    "bootfile-name": "text",  # 67
    "mobile-ip-home-agent": "ip-addresses",  # 68
    "smtp-server": "ip-addresses",  # 69
    "pop-server": "ip-addresses",  # 70
    "nntp-server": "ip-addresses",  # 71
    "www-server": "ip-addresses",  # 72
    "finger-server": "ip-addresses",  # 73
    "irc-server": "ip-addresses",  # 74
    "streettalk-server": "ip-addresses",  # 75
    "streettalk-directory-assistance-server": "ip-addresses",  # 76
    "user-class": "text",  # 77, RFC 3004
    "slp-directory-agent": "flag-addresses",  # 78, RFC 2610
    "slp-service-scope": "flag-text",  # 79, RFC 2610
    "fqdn.no-client-update": "boolean",  # 81, RFC 4702
    "fqdn.server-update": "boolean",  # 81
    "fqdn.encoded": "boolean",  # 81
    "fqdn.rcode1": "uint8",  # 81
    "fqdn.rcode2": "uint8",  # 81
    "fqdn.fqdn": "text",  # 81
    "nds-servers": "ip-addresses",  # 85, RFC 2241
    "nds-tree-name": "text",  # 86, RFC 2241
    "nds-context": "text",  # 87, RFC 2241
    "bcms-controller-names": "domains",  # 88, RFC 4280
    "bcms-controller-address": "ip-addresses",  # 89, RFC 4280
    "uap-servers": "text",  # 98, RFC 2485
    "geoconf-civic": "octets",  # 99, RFC 4776
    "pcode": "text",  # 100, RFC 4833
    "tcode": "text",  # 101, RFC 4833
    "v6-only-preferred": "uint32",  # 108, RFC 8925
    "netinfo-server-address": "ip-addresses",  # 112
    "netinfo-server-tag": "text",  # 113
    "default-url": "text",  # 114
    "v4-captive-portal": "text",  # 114 and 160, RFC 7710 and 8910
    "auto-config": "uint8",  # 116, RFC 2563
    "name-service-search": "uint16s",  # 117, RFC 2937
    "domain-search": "domains",  # 119, RFC 3397
    "vivso": "octets",  # 125, RFC 3925
    "pana-agent": "ip-addresses",  # 136, RFC 5192
    "v4-lost": "domain-name",  # 137, RFC 5223
    "capwap-ac-v4": "ip-addresses",  # 138, RFC 5417
    "sip-ua-cs-domains": "domains",  # 141, RFC 6011
    "ipv4-address-andsf": "ip-addresses",  # 142, RFC 6153
    "tftp-server-address": "ip-addresses",  # 150, RFC 5859
    "loader-configfile": "text",  # 209, RFC 5071
    "loader-pathprefix": "text",  # 210, RFC 5071
    "loader-reboottime": "uint32",  # 211, RFC 5071
    "v4-access-domain": "domain-name",  # 213, RFC 5986
    "nwip.nsq-broadcast": "boolean",  # 63.5, RFC 2242
    "nwip.preferred-dss": "ip-addresses",  # 63.6
    "nwip.nearest-nwip-server": "ip-addresses",  # 63.7
    "nwip.autoretries": "uint8",  # 63.8
    "nwip.autoretry-secs": "uint8",  # 63.9
    "nwip.primary-dss": "ip-address",  # 63.11
}

_OCTETS = re.compile(r"[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){0,254}")
_LIMITS = {"uint8": (0, 255), "uint16": (0, 65535), "uint32": (0, 2**32 - 1), "int32": (-(2**31), 2**31 - 1)}
_TEXT = re.compile(r"[\x20-\x7e]{1,255}")


def checked(kind: OptionType, value: object) -> OptionValue:
    """Return an option's value in canonical form, or raise the error that says what its type expects."""
    if kind in ("ip-addresses", "domains"):
        one = addresses.ipv4 if kind == "ip-addresses" else addresses.hostname
        return tuple(one(item) for item in _many(value))
    if kind == "ip-pairs":
        pairs = [words for item in _many(value) for words in _pair(item)]
        return tuple(f"{addresses.ipv4(one)} {addresses.ipv4(two)}" for one, two in pairs)
    if kind in ("uint8s", "uint16s"):
        return tuple(_number(kind.removesuffix("s"), item) for item in _many(value))
    if kind in ("flag-addresses", "flag-text"):
        return _flagged(kind, value)
    if kind == "octets":
        return _octets(value)
    if kind == "ip-address":
        return addresses.ipv4(value)
    if kind in ("domain", "domain-name"):
        return addresses.hostname(value)
    if kind == "boolean":
        if not isinstance(value, bool):
            raise values.wrong(f"{values.shown(value)} is not true or false")
        return value
    if kind == "text":
        text = values.line(value)
        if not _TEXT.fullmatch(text):
            raise values.wrong(f"{values.shown(text)} is not 1 to 255 characters of ASCII")
        return text
    return _number(kind, value)


def _many(value: object) -> list[object] | tuple[object, ...]:
    many = value if isinstance(value, (list, tuple)) else [value]
    if not many:
        raise values.wrong("the option has no value", "give at least one, or leave the option out")
    return many


def _pair(value: object) -> list[tuple[str, str]]:
    words = value.replace(",", " ").split() if isinstance(value, str) else []
    if not words or len(words) % 2:
        raise values.wrong(
            f"{values.shown(value)} is not a pair of addresses", "two of them, such as 10.9.0.1 10.0.0.254"
        )
    return list(zip(words[::2], words[1::2], strict=True))


def _flagged(kind: str, value: object) -> str:
    """Return a flag and what follows it as text: `true 10.0.0.5 10.0.0.6`, `false printers`."""
    parts = value if isinstance(value, (list, tuple)) else [value]
    joined = " ".join(str(part).lower() if isinstance(part, bool) else values.line(part) for part in parts)
    flag, _, rest = joined.partition(" ")
    example = "true 10.0.0.5" if kind == "flag-addresses" else "true printers,scanners"
    if flag not in ("true", "false") or not rest.strip():
        raise values.wrong(f"{values.shown(joined)} does not begin with true or false", f"such as: {example}")
    if kind == "flag-text":
        return f"{flag} {checked('text', rest.strip())}"
    return " ".join([flag, *(addresses.ipv4(word) for word in rest.replace(",", " ").split())])


def _octets(value: object) -> str:
    text = values.line(value)
    if not _TEXT.fullmatch(text):
        raise values.wrong(
            f"{values.shown(text)} is not 1 to 255 octets", "hexadecimal with colons, 01:04:0a, or ASCII text"
        )
    return text


def is_octets(text: str) -> bool:
    """Tell whether the value of an option of type `octets` is hexadecimal, and not the text itself."""
    return ":" in text and _OCTETS.fullmatch(text) is not None


def _number(kind: str, value: object) -> int:
    low, high = _LIMITS[kind]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise values.wrong(f"{values.shown(value)} is not a number from {low} to {high}")
    return value
