"""The DHCP options that pillar can set, and their types.

The table follows dhcp-options(5) and RFC 2132 (other RFCs are named beside their options). What the DHCP
service or this project sets itself (lease times, masks, architectures) is left out on purpose.
"""

from __future__ import annotations

import re
from typing import Literal

from salt_pxe.site import values
from salt_pxe.site.values import addresses

OptionType = Literal[
    "ip-address", "ip-addresses", "text", "domain", "domains", "boolean", "uint8", "uint16", "uint32", "int32"
]
OptionValue = str | int | bool | tuple[str, ...]

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
    "merit-dump": "text",  # 14
    "domain-name": "domain",  # 15
    "swap-server": "ip-address",  # 16
    "root-path": "text",  # 17
    "extensions-path": "text",  # 18
    "ip-forwarding": "boolean",  # 19
    "non-local-source-routing": "boolean",  # 20
    "max-dgram-reassembly": "uint16",  # 22
    "default-ip-ttl": "uint8",  # 23
    "path-mtu-aging-timeout": "uint32",  # 24
    "interface-mtu": "uint16",  # 26
    "all-subnets-local": "boolean",  # 27
    "broadcast-address": "ip-address",  # 28
    "perform-mask-discovery": "boolean",  # 29
    "mask-supplier": "boolean",  # 30
    "router-discovery": "boolean",  # 31
    "router-solicitation-address": "ip-address",  # 32
    "trailer-encapsulation": "boolean",  # 34
    "arp-cache-timeout": "uint32",  # 35
    "ieee802-3-encapsulation": "boolean",  # 36
    "default-tcp-ttl": "uint8",  # 37
    "tcp-keepalive-interval": "uint32",  # 38
    "tcp-keepalive-garbage": "boolean",  # 39
    "nis-domain": "text",  # 40
    "nis-servers": "ip-addresses",  # 41
    "ntp-servers": "ip-addresses",  # 42
    "netbios-name-servers": "ip-addresses",  # 44
    "netbios-dd-server": "ip-addresses",  # 45
    "netbios-node-type": "uint8",  # 46
    "netbios-scope": "text",  # 47
    "font-servers": "ip-addresses",  # 48
    "x-display-manager": "ip-addresses",  # 49
    "nisplus-domain": "text",  # 64
    "nisplus-servers": "ip-addresses",  # 65
    "tftp-server-name": "text",  # 66
    "mobile-ip-home-agent": "ip-addresses",  # 68
    "smtp-server": "ip-addresses",  # 69
    "pop-server": "ip-addresses",  # 70
    "nntp-server": "ip-addresses",  # 71
    "www-server": "ip-addresses",  # 72
    "finger-server": "ip-addresses",  # 73
    "irc-server": "ip-addresses",  # 74
    "domain-search": "domains",  # 119, RFC 3397
    "pcode": "text",  # 100, RFC 4833
    "tcode": "text",  # 101, RFC 4833
    "v4-captive-portal": "text",  # 114, RFC 8910
}

_LIMITS = {"uint8": (0, 255), "uint16": (0, 65535), "uint32": (0, 2**32 - 1), "int32": (-(2**31), 2**31 - 1)}
_TEXT = re.compile(r"[\x20-\x7e]{1,255}")


def checked(kind: OptionType, value: object) -> OptionValue:
    """Return an option's value in canonical form, or raise the error that says what its type expects."""
    if kind in ("ip-addresses", "domains"):
        many = value if isinstance(value, (list, tuple)) else [value]
        one = addresses.ipv4 if kind == "ip-addresses" else addresses.hostname
        if not many:
            raise values.wrong("the option has no value", "give at least one, or leave the option out")
        return tuple(one(item) for item in many)
    if kind == "ip-address":
        return addresses.ipv4(value)
    if kind == "domain":
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
    low, high = _LIMITS[kind]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise values.wrong(f"{values.shown(value)} is not a number from {low} to {high}")
    return value
