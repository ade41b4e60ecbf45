"""The network by which the installer fetches its kickstart: dracut's `ip`, `ifname`, `bootdev`, `nameserver`.

See dracut.cmdline(7). Its module network-legacy stops where it cannot read `ip` (parse-ip-opts.sh), NetworkManager of
later releases goes on without that network: the kickstart is fetched by neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

import netaddr

from salt_pxe.installers.kernel_line import ArgumentFault, ArgumentNic, name_of

ASKING = ("dhcp", "on", "any", "single-dhcp", "dhcp4", "auto", "ibft", "either6")
"""Methods that may bring an IPv4 address; `either6` on what is behind it, `ibft` from the firmware."""
STATIC = ("none", "off", "static")
V6 = ("dhcp6", "auto6", "link6", "link-local", "link4")
METHODS = (*ASKING, *STATIC, *V6)
_FORM = "such as ip=10.0.0.21::10.0.0.254:255.255.255.0::eth0:none, or ip=eth0:dhcp"
_MAC = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}")


class Ip(NamedTuple):
    """What an `ip=` argument says; fields that it leaves out are empty."""

    address: str = ""
    gateway: str = ""
    netmask: str = ""
    device: str = ""
    methods: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it may bring an IPv4 address that somebody else gives."""
        return any(method in ASKING for method in self.methods)


def parsed(value: str) -> Ip:
    """Return what stands behind `ip=`, as dracut takes it apart; an IPv6 address stands in brackets."""
    fields = _fields(value)
    if len(fields) <= 1:
        return Ip(methods=_methods(fields[0] if fields else ""))
    a_way = bool(fields[1]) and _methods(fields[1])[0] in METHODS
    if fields[0] and not _is_address(fields[0]) and (a_way or len(fields) < 4):
        return Ip(device=fields[0], methods=_methods(fields[1]))
    fields += [""] * (7 - len(fields))
    return Ip(fields[0], fields[2], fields[3], fields[5], _methods(fields[6]))


def _fields(value: str) -> list[str]:
    """Return what stands between the colons that are in no brackets."""
    fields: list[str] = []
    inside = False
    for part in value.split(":"):
        if inside:
            fields[-1] += f":{part}"
        else:
            fields.append(part)
        inside = (inside or part.startswith("[")) and not part.endswith("]")
    return [field.strip("[]") for field in fields]


def _lines(arguments: Sequence[str]) -> Iterator[tuple[int, Ip]]:
    """Yield what each `ip=` says; with an address alone, the older `netmask=` and `gateway=` belong to it."""
    named = {name: value for name, _, value in (argument.partition("=") for argument in arguments)}
    for index, argument in enumerate(arguments):
        if name_of(argument) != "ip":
            continue
        value = argument.partition("=")[2]
        if netaddr.valid_ipv4(value) and "netmask" in named:
            yield index, Ip(value, named.get("gateway", ""), named["netmask"], "", ("none",))
        else:
            yield index, parsed(value)


def _methods(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ("dhcp",)


def _is_address(text: str) -> bool:
    return bool(netaddr.valid_ipv4(text.partition("/")[0]) or netaddr.valid_ipv6(text.partition("/")[0]))


def faults(arguments: Sequence[str]) -> Iterator[ArgumentFault]:
    """Yield what leaves the installer without the network by which it fetches its kickstart."""
    lines = list(_lines(arguments))
    wrong = {index: fault for index, ip in lines if (fault := _fault(arguments[index], ip))}
    for index, (message, hint) in wrong.items():
        yield ArgumentFault(index, message, hint)
    for index, ip in lines:
        if index not in wrong and ip.address and ip.asks:
            message = f"{arguments[index]} says an address and DHCP at once, with which RHEL 7 stops"
            yield ArgumentFault(index, message, "end it with :none", False)
    if not wrong:
        yield from _together(lines)
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "rd.neednet" and value in ("0", "no", "off"):
            yield ArgumentFault(index, f"{argument}: without a network there is no kickstart", "leave it out")
        elif name == "bootdev" and value not in {ip.device for _, ip in lines}:
            hint = "leave it out: BOOTIF names the NIC that boots; with several ip=, name the device of one"
            yield ArgumentFault(index, f"no ip= here configures {value or 'it'}", hint)
        elif name == "nameserver" and not _is_address(value.strip("[]")):
            yield ArgumentFault(
                index, f"{value or 'nothing'} is no address of a name server", "an address, one each"
            )
        elif name == "ifname":
            device, _, mac = value.partition(":")
            if not device or not _MAC.fullmatch(mac):
                yield ArgumentFault(index, f"{value} is no name and MAC address", "such as ifname=boot:<MAC>")
            elif re.fullmatch(r"eth[0-9]+", device):
                yield ArgumentFault(
                    index, f"{device} is the kernel's own name for some NIC", "another, such as boot0", False
                )


def _fault(argument: str, ip: Ip) -> tuple[str, str] | None:
    strange = [method for method in ip.methods if method not in METHODS]
    if strange and netaddr.valid_ipv4(strange[0]):
        return f"{argument} has no netmask", _FORM
    if strange and strange[0] in ("bootif", "link"):
        return f"{strange[0]} is no way to an address", "leave it out: BOOTIF names the NIC that boots"
    if strange:
        near = get_close_matches(strange[0], METHODS, n=1, cutoff=0.7)
        return f"{strange[0]} is no way to an address", f"did you mean {near[0]}?" if near else _FORM
    if not ip.address:
        return None
    if not _is_address(ip.address):
        return f"{ip.address} is no address", _FORM
    if netaddr.valid_ipv6(ip.address):
        return None
    if "/" not in ip.address and not ip.netmask:
        return f"{argument} has no netmask", _FORM
    if ip.netmask and not _is_netmask(ip.netmask):
        return f"{ip.netmask} is no netmask", "such as 255.255.255.0"
    if ip.gateway and not netaddr.valid_ipv4(ip.gateway):
        return f"{ip.gateway} is no address of a gateway", _FORM
    if ip.gateway and netaddr.IPAddress(ip.gateway) not in netaddr.IPNetwork(_with_mask(ip)):
        return f"{ip.gateway} is not in {netaddr.IPNetwork(_with_mask(ip)).cidr}", "a gateway is a neighbour"
    return None


def _together(lines: Sequence[tuple[int, Ip]]) -> Iterator[ArgumentFault]:
    if not lines:
        return
    last = lines[-1][0]
    devices = [ip.device for _, ip in lines]
    if len(lines) > 1 and not all(devices):
        yield ArgumentFault(last, "of several ip= each names its device, and one does not", _FORM)
    elif len(set(devices)) < len(lines):
        twice = next(device for device in devices if devices.count(device) > 1)
        message = f"{twice} is configured by two ip=, with which RHEL 7 stops"
        yield ArgumentFault(last, message, "keep one of them", False)
    elif not any(ip.asks or netaddr.valid_ipv4(ip.address.partition("/")[0]) for _, ip in lines):
        hint = "machines are installed over IPv4: add dhcp, or an address"
        yield ArgumentFault(last, "no ip= brings an IPv4 address", hint)


def nics(arguments: Sequence[str]) -> Iterator[ArgumentNic]:
    """Yield the addresses and MAC addresses of what can be read."""
    for index, ip in _lines(arguments):
        if _fault(arguments[index], ip) is None:
            static = netaddr.valid_ipv4(ip.address.partition("/")[0])
            network = netaddr.IPNetwork(_with_mask(ip)) if static else None
            yield ArgumentNic(
                index,
                str(network.ip) if network else None,
                str(network.netmask) if network else None,
                ip.gateway or None if network else None,
                ip.asks and not static,
            )
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "ifname" and _MAC.fullmatch(value.partition(":")[2]):
            yield ArgumentNic(index, mac=value.partition(":")[2].lower())


def _with_mask(ip: Ip) -> str:
    return f"{ip.address.partition('/')[0]}/{ip.netmask}" if ip.netmask else ip.address


def _is_netmask(text: str) -> bool:
    if re.fullmatch(r"[0-9]{1,2}", text):
        return 1 <= int(text) <= 32
    return bool(netaddr.valid_ipv4(text) and netaddr.IPAddress(text).is_netmask())
