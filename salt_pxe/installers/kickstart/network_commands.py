"""The `network` lines that bring up the devices of the installed system."""

from __future__ import annotations

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.directive import directive
from salt_pxe.site.profiles.nics import Nic


def network(installation: Installation) -> tuple[str, ...]:
    """Return one line for each device. The host's name stands in the first one."""
    hostname = installation.hostname
    return tuple(
        _device(nic, hostname if index == 0 else None) for index, nic in enumerate(installation.network)
    )


def _device(nic: Nic, hostname: str | None) -> str:
    return directive(
        "network",
        device=nic.device,
        bootproto=nic.bootproto,
        ip=nic.ip,
        netmask=nic.netmask,
        gateway=nic.gateway,
        nameserver=nic.nameservers,
        nodefroute=nic.nodefroute,
        mtu=nic.mtu,
        noipv6=nic.ipv6 == "off",
        ipv6=None if nic.ipv6 == "off" else nic.ipv6,
        bondslaves=nic.bond.slaves if nic.bond else None,
        bondopts=nic.bond.options if nic.bond else None,
        vlanid=nic.vlan.id if nic.vlan else None,
        interfacename=nic.vlan.interface_name if nic.vlan else None,
        onboot="yes" if nic.onboot else "no",
        activate=nic.activate,
        hostname=hostname,
    )
