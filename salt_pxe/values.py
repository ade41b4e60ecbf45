"""What may one value of a site look like?

Each function takes what YAML gave and returns the canonical form, or raises a `ValueError` that pydantic turns into a
problem with its pillar path. The rules that protect every artefact at once live here: no value holds a control
character, no name leaves its folder, no number stands where YAML ate a MAC address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

import netaddr
from netaddr.strategy import eui48
from pydantic import BeforeValidator, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

T = TypeVar("T")

_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_MINION_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@:-]{0,254}")
_HASH = re.compile(r"\$(?:1|2[abxy]|5|6|y|gy|7)\$[A-Za-z0-9./$=,]{8,200}")
_DISK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]*(?:/[A-Za-z0-9_.:+-]+)*")
_ACTED_ON = re.compile(
    r"\s*%(?:ksappend|(?:end|include|pre|pre-install|post|onerror|traceback|packages|addon|anaconda|certificate)(?![\w-]))"
)
_SYSTEM_FOLDERS = {
    "bin",
    "boot",
    "dev",
    "etc",
    "home",
    "lib",
    "lib64",
    "proc",
    "root",
    "run",
    "sbin",
    "sys",
    "usr",
}
_INTERFACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,14}")


def wrong(message: str, hint: str = "") -> PydanticCustomError:
    """Return the error that carries a message and a hint through pydantic.

    Built by hand instead of as a template, for values may hold braces.
    """
    return PydanticCustomError("pillar", "{message}", {"message": message, "hint": hint})


def shown(value: object) -> str:
    """Return a value as an operator may read it: quoted, on one line, at most 60 characters."""
    text = ascii(value) if not isinstance(value, str) else '"' + ascii(value)[1:-1] + '"'
    return text if len(text) <= 60 else text[:57] + "..."


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        hint = "quote it in the SLS file" if isinstance(value, (int, float, bool)) else ""
        raise wrong(f"{shown(value)} is not {what}", hint)
    return value


def line(value: object) -> str:
    """Return one line of text: no control character, no line separator, no `%` in front, at most 1024 characters."""
    text = _text(value, "text")
    if not text.isprintable():
        raise wrong(
            f"{shown(text)} holds a line break or another control character",
            "write it on one line, without tabs",
        )
    if text.startswith("%"):
        raise wrong(f"{shown(text)} starts with %", "a leading % opens a section in a kickstart")
    if len(text) > 1024:
        raise wrong(f"{shown(text)} is {len(text)} characters long", "1024 are enough")
    return text


def word(value: object) -> str:
    """Return a line of at least one character that holds no white space and no quote."""
    text = line(value)
    if not text or not text.isascii() or re.search(r"[\s\"'\\`]", text):
        raise wrong(f"{shown(text)} is not one word", "ASCII without spaces, quotes and backslashes")
    return text


def name(value: object) -> str:
    """Return a name that is safe as a file's name: letters, digits, `_`, `.`, `-`; it starts with a letter or digit."""
    text = _text(value, "a name")
    if not _NAME.fullmatch(text) or ".." in text:
        raise wrong(
            f"{shown(text)} is not a name",
            "up to 63 letters, digits, '_', '.' and '-', starting with a letter or digit",
        )
    return text


def hostname(value: object) -> str:
    """Return a host name or domain name in lower case (RFC 1123 section 2.1)."""
    text = _text(value, "a host name").lower()
    if len(text) > 253 or not all(_LABEL.fullmatch(label) for label in text.split(".")):
        raise wrong(
            f"{shown(text)} is not a host name", "letters, digits and '-' in labels of up to 63 characters"
        )
    return text


def mac(value: object) -> str:
    """Return a unicast Ethernet MAC address as six lower-case octets with colons (IEEE 802, 48 bits)."""
    if isinstance(value, (int, float)):
        raise wrong(
            f"{value} is a number: YAML reads an unquoted MAC address as one",
            'quote it: mac: "52:54:00:12:34:56"',
        )
    text = _text(value, "a MAC address")
    if not _MAC.fullmatch(text):
        lowered = text.strip().lower()
        try:
            if not re.fullmatch(r"[0-9a-f]{12}|[0-9a-f]{1,6}(?:[:.-][0-9a-f]{1,6})+", lowered):
                raise ValueError
            if len(re.sub(r"[^0-9a-f]", "", lowered)) != 12 and len(re.split(r"[:-]", lowered)) != 6:
                raise ValueError
            text = str(netaddr.EUI(lowered, version=48, dialect=eui48.mac_unix_expanded))
        except (netaddr.AddrFormatError, ValueError, TypeError):
            raise wrong(f"{shown(value)} is not a MAC address", "six octets, quoted") from None
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
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 100 * 60**5:
        groups = []
        for _ in range(5):
            value, group = divmod(value, 60)
            groups.append(group)
        return mac(":".join(f"{group:02d}" for group in [value, *reversed(groups)]))
    return mac(value)


def ipv4(value: object) -> str:
    """Return an IPv4 address in dotted decimal (RFC 791); octal and short forms are refused."""
    text = _text(value, "an IPv4 address")
    try:
        return str(netaddr.IPAddress(text, version=4, flags=netaddr.INET_PTON))
    except (netaddr.AddrFormatError, ValueError):
        raise wrong(
            f"{shown(text)} is not an IPv4 address", "four decimal numbers, such as 10.0.0.21"
        ) from None


def network(value: object) -> str:
    """Return an IPv4 network as address/prefix length (RFC 4632), such as `10.0.0.0/24`."""
    text = _text(value, "a network")
    try:
        if "/" not in text:
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
    text = _text(value, "a network")
    try:
        found = netaddr.IPNetwork(text, version=4)
        if "/" not in text or str(found.cidr) != text:
            raise ValueError
    except (netaddr.AddrFormatError, ValueError):
        raise wrong(f"{shown(text)} is not an IPv4 network", "such as 10.0.0.0/24 or 0.0.0.0/0") from None
    return text


def host_or_address(value: object) -> str:
    """Return an IPv4 address or a host name."""
    return ipv4(value) if isinstance(value, str) and re.fullmatch(r"[0-9.]+", value) else hostname(value)


def host_key(value: object) -> str:
    """Return the name under which a host stands in pillar: a host name, in the spelling that it has there."""
    hostname(value)
    return str(value)


def address_range(value: object) -> str:
    """Return a range of addresses as `first-last`; `first last` and a single address are read too."""
    text = _text(value, "a range of addresses").strip()
    ends = re.split(r"\s*-\s*|\s+", text)
    if len(ends) > 2:
        raise wrong(f"{shown(text)} is not a range of addresses", "first-last, such as 10.0.0.150-10.0.0.200")
    first, last = ipv4(ends[0]), ipv4(ends[-1])
    return f"{first}-{last}"


def minion_id(value: object) -> str:
    """Return a Salt minion id that names one minion: no glob, no path, no list."""
    text = _text(value, "a minion id")
    if re.search(r"[*?\[\]]", text):
        raise wrong(f"{shown(text)} is a glob, not a minion id", "name one machine")
    if "/" in text or "\\" in text or ".." in text:
        raise wrong(f"{shown(text)} is a path, not a minion id", "name one machine")
    if not _MINION_ID.fullmatch(text):
        raise wrong(f"{shown(text)} is not a minion id", "letters, digits, '_', '.', '-', '@', ':'")
    return text


def password_hash(value: object) -> str:
    """Return a crypt(5) hash: `$6$salt$hash` and its siblings. The value never appears in the error."""
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise wrong(
            "this is not a password hash: plain text is refused",
            "make one with `mkpasswd -m sha-512` or `openssl passwd -6`",
        )
    return value


def disk(value: object) -> str:
    """Return a disk as Anaconda names it: `sda`, `nvme0n1`, `disk/by-id/...`; `/dev/` in front is taken off."""
    text = _text(value, "a disk").removeprefix("/dev/")
    if not _DISK.fullmatch(text) or ".." in text or text.endswith("."):
        raise wrong(
            f"{shown(value)} is not a disk",
            "a name such as sda, nvme0n1 or disk/by-id/wwn-0x5000c500a1b2c3d4",
        )
    return text


def interface(value: object) -> str:
    """Return the name of a network interface (at most 15 characters, Linux's IFNAMSIZ)."""
    text = _text(value, "a network interface")
    if not _INTERFACE.fullmatch(text):
        raise wrong(f"{shown(text)} is not a network interface", "a name such as eth1 or enp3s0")
    return text


def device(value: object) -> str:
    """Return a kickstart network device: an interface's name, a MAC address, `link` or `bootif`."""
    if isinstance(value, str) and _INTERFACE.fullmatch(value) and ":" not in value:
        return value
    if isinstance(value, str) and ":" not in value:
        return interface(value)
    return mac(value)


def url(value: object) -> str:
    """Return an http or https URL without user name, password, white space or quotes."""
    text = word(value)
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[^\s\"'<>\\^`{|}@]*)?", text):
        raise wrong(
            f"{shown(text)} is not an http or https URL",
            "https://server/path, without user name and password",
        )
    return text


def absolute_path(value: object) -> str:
    """Return an absolute POSIX path without `..`, spaces and quotes."""
    text = word(value)
    if not re.fullmatch(r"(?:/[A-Za-z0-9_.+@:,=~-]+)+/?|/", text) or ".." in text.split("/"):
        raise wrong(f"{shown(text)} is not an absolute path", "start with / and do without .. and spaces")
    return text


def source(value: object) -> str:
    """Return where a repository comes from: an absolute path (folder or ISO) or an http(s) URL.

    A folder is served whole to everybody, so folders of the system are refused.
    """
    text = _text(value, "a source")
    if "://" in text:
        return url(text)
    path = absolute_path(text)
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if len(parts) < 2 or parts[0] in _SYSTEM_FOLDERS:
        raise wrong(
            f"{shown(text)} is a folder of the system", "a folder below /srv or /var, or a disk of its own"
        )
    return path


def salt_url(value: object) -> str:
    """Return a file of the master's file roots, `salt://path`."""
    text = word(value)
    path = text.removeprefix("salt://")
    if path == text or not path or any(part in {"", ".", ".."} for part in path.split("/")) or "?" in path:
        raise wrong(f"{shown(text)} is not a file of the master's file roots", "write salt://path/to/file")
    return text


def script(value: object) -> str:
    """Return the text of a script: any lines, but none that a kickstart reads as the end of its section."""
    text = _text(value, "a script")
    if any(not (char.isprintable() or char in "\n\t") for char in text):
        raise wrong(
            "the script holds a carriage return, a NUL or another control character", "use LF line ends"
        )
    for number, row in enumerate(text.splitlines(), 1):
        if _ACTED_ON.match(row):
            raise wrong(
                f"line {number} of the script starts with {row.split()[0]}: a kickstart would act on it",
                "put something in front of the %, or fetch the script from a file in the installed system",
            )
    return text


def lease(value: object) -> int | Literal["infinite"]:
    """Return a lease time in seconds, or the word `infinite` (dhcpd.conf(5): 4294967295, RFC 2131 section 3.3)."""
    if value == "infinite":
        return "infinite"
    if value == -1:
        raise wrong("-1 as a lease time lasts until 2038 in dhcpd", "write the word: infinite")
    if not isinstance(value, int) or isinstance(value, bool) or not 60 <= value <= 0x7FFFFFFF:
        raise wrong(f"{shown(value)} is not a lease time", "seconds, at least 60, or the word infinite")
    return value


def _many(value: object) -> object:
    return value if isinstance(value, (list, tuple)) else (value,)


def unique(values: Iterable[T], what: str) -> tuple[T, ...]:
    """Return the values as a tuple, or raise when one stands there twice."""
    found: list[T] = []
    for value in values:
        if value in found:
            raise wrong(f"{what} {shown(value)} stands there twice", "remove one")
        found.append(value)
    return tuple(found)


def string(check: Any, description: str, **more: Any) -> Any:
    return Annotated[
        str, BeforeValidator(check), WithJsonSchema({"type": "string", "x-form": description, **more})
    ]


Line = string(line, "one line of text")
Word = string(word, "one word of ASCII")
Name = string(name, "a name", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")
HostName = string(hostname, "a host or domain name (RFC 1123)")
HostKey = string(host_key, "a host's name (RFC 1123)")
HostOrAddress = string(host_or_address, "a host name or an IPv4 address")
Mac = string(mac, "a MAC address, quoted", examples=["52:54:00:12:34:56"])
Ipv4 = string(ipv4, "an IPv4 address", format="ipv4")
Network = string(network, "an IPv4 network", examples=["10.0.0.0/24"])
RouteNetwork = string(route_network, "an IPv4 network of any prefix length")
AddressRange = string(address_range, "first-last", examples=["10.0.0.150-10.0.0.200"])
MinionId = string(minion_id, "a Salt minion id")
PasswordHash = string(password_hash, "a crypt(5) password hash", pattern=r"^\$")
Disk = string(disk, "a disk: sda, nvme0n1, disk/by-id/...")
Interface = string(interface, "a network interface")
Device = string(device, "a network device: an interface's name or its MAC address")
Url = string(url, "an http or https URL", format="uri")
AbsolutePath = string(absolute_path, "an absolute path")
Source = string(source, "an ISO file, a folder or an http(s) URL")
SaltUrl = string(salt_url, "a file of the master's file roots", pattern="^salt://")
Script = string(script, "the text of a script")
LeaseTime = Annotated[
    int | Literal["infinite"],
    BeforeValidator(lease),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 60}, {"const": "infinite"}], "description": "seconds"}
    ),
]
Bool = Annotated[bool, Strict()]
Int = Annotated[int, Strict()]
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]
Seconds = Annotated[int, Strict(), Field(ge=0, le=0x7FFFFFFF)]
MiB = Annotated[int, Strict(), Field(ge=1, le=2**40)]
OneOrMany = BeforeValidator(_many)
