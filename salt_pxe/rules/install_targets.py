"""Each requested install can run to its end, and on the named disks alone."""

from __future__ import annotations

from collections.abc import Iterator

import netaddr

from salt_pxe.boot import decision
from salt_pxe.installers import paths
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.profile import Nic, Storage
from salt_pxe.site.site import Site

# Room is left for what a loader adds itself, such as BOOT_IMAGE=.
LONGEST_KERNEL_LINE = 1900


def _foreign_disks(path: str, storage: Storage, disks: tuple[str, ...]) -> Iterator[Problem]:
    for index, part in enumerate(storage.partitions):
        if part.disk and disks and part.disk not in disks:
            named = ", ".join(disks)
            yield Problem(
                f"{path}:storage:partitions:{index}:disk",
                f"{part.disk} is not one of the disks that the install may touch ({named})",
                "name it in disks too, if it may be erased",
            )


def disks(site: Site) -> Iterator[Problem]:
    """An install touches only disks that are named, and at least one is."""
    for name, profile in site.profiles.items():
        yield from _foreign_disks(f"pxe:profiles:{name}", profile.storage, profile.disks)
        if profile.install_unknown and not profile.disks:
            yield Problem(
                f"pxe:profiles:{name}:disks",
                "is missing, and undeclared machines may install it",
                "name the disks",
            )
    for name, host in site.hosts.items():
        theirs = site.profile_of(host)
        if theirs is None:
            continue
        allowed = host.disks or theirs.disks
        if host.storage:
            yield from _foreign_disks(f"pxe:hosts:{name}", host.storage, allowed)
        elif host.disks:
            yield from _foreign_disks(f"pxe:hosts:{name}", theirs.storage, host.disks)
        if host.install and not allowed:
            yield Problem(
                f"pxe:hosts:{name}:disks",
                "no disk is named, and the host asks for an install",
                f"name what may be erased here or in pxe:profiles:{host.profile}:disks, such as disks: sda",
            )


def _booting(device: str | None, macs: tuple[str, ...]) -> str | None:
    """Return one name for the NIC that boots, however it is said; another device keeps its own."""
    if macs and (device is None or (device == "bootif" and len(macs) == 1)):
        return macs[0]
    return device


def _nics(path: str, nics: tuple[Nic, ...], macs: tuple[str, ...] = ()) -> Iterator[Problem]:
    seen: dict[tuple[str | None, int | None], str] = {}
    bonds: dict[str, str] = {}
    for index, nic in enumerate(nics):
        for slave in nic.bond.slaves if nic.bond else ():
            where = f"{path}:network:{index}:bond:slaves"
            if slave in bonds:
                yield Problem(
                    where, f"{slave} is a slave of two bonds, also at {bonds[slave]}", "choose one of them"
                )
            bonds.setdefault(slave, where)
    for index, nic in enumerate(nics):
        if nic.device in bonds and not nic.vlan:
            yield Problem(
                f"{path}:network:{index}:device",
                f"{nic.device} is a slave at {bonds[nic.device]}, and has no address of its own",
                "configure the bond in its place",
            )
    for index, nic in enumerate(nics):
        where = f"{path}:network:{index}"
        key = (_booting(nic.device, macs), nic.vlan.id if nic.vlan else None)
        if key in seen:
            yield Problem(
                where,
                f"{nic.device or 'the booting NIC'} is configured twice, also at {seen[key]}",
                "join them",
            )
        seen.setdefault(key, where)
        if nic.ip:  # and with it a netmask
            own = netaddr.IPNetwork(f"{nic.ip}/{nic.netmask}")
            if nic.gateway and netaddr.IPAddress(nic.gateway) not in own:
                yield Problem(
                    f"{where}:gateway", f"{nic.gateway} is not in {own.cidr}", "a gateway is a neighbour"
                )
            if nic.gateway == nic.ip:
                yield Problem(
                    f"{where}:gateway",
                    f"{nic.gateway} is the machine itself",
                    "name the router of its subnet",
                )


def networks(site: Site) -> Iterator[Problem]:
    """A static network has a true netmask and a gateway that it can reach; a device is configured once."""
    for name, profile in site.profiles.items():
        yield from _nics(f"pxe:profiles:{name}", profile.network)
        for index, nic in enumerate(profile.network):
            if nic.ip:
                yield Problem(
                    f"pxe:profiles:{name}:network:{index}:ip",
                    "a profile's hosts would share this address",
                    "say it at a host",
                )
    owners = {mac: name for name, host in site.hosts.items() for mac in host.mac}
    for name, host in site.hosts.items():
        if host.network:
            yield from _nics(f"pxe:hosts:{name}", host.network, host.mac)
            for index, nic in enumerate(host.network):
                if nic.device is not None and owners.get(nic.device, name) != name:
                    yield Problem(
                        f"pxe:hosts:{name}:network:{index}:device",
                        f"{nic.device} is a NIC of {owners[nic.device]}",
                        "name one of this host's NICs",
                    )
        theirs = site.profile_of(host)
        nics = host.network if host.network is not None else (theirs.network if theirs else ())
        if (
            host.install
            and not host.fixed_address
            and any(nic.bootproto == "static" and not nic.ip for nic in nics)
        ):
            yield Problem(
                f"pxe:hosts:{name}:fixed_address",
                "is missing, and a static network of the host or its profile takes its address from here",
                "add it, or give the network ip and netmask",
            )


def kernel_lines(site: Site) -> Iterator[Problem]:
    """The kernel reads 2047 characters of its command line (COMMAND_LINE_SIZE on x86) and drops the rest in silence."""
    of_profiles: dict[
        str, int
    ] = {}  # All MAC addresses are of one length, so only a host's own arguments differ.
    for name, host in site.hosts.items():
        theirs, mac = host.profile, host.mac[0]
        if not host.install or theirs is None or theirs not in site.profiles:
            continue
        if site.profiles[theirs].repo not in site.repos:
            continue
        if theirs not in of_profiles:
            line = " ".join(decision.install(site, theirs, paths.answers_url(site, theirs, mac), mac).args)
            of_profiles[theirs] = len(line)
        length = of_profiles[theirs] + sum(len(argument) + 1 for argument in host.kernel_args)
        if length > LONGEST_KERNEL_LINE:
            yield Problem(
                f"pxe:hosts:{name}:kernel_args",
                f"the kernel line is {length} characters long and the kernel reads {LONGEST_KERNEL_LINE}",
                "shorten kernel_args here or in the profile",
            )
