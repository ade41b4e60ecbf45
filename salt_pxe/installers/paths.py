"""Where does the kickstart of a machine lie, and what says that the machine is armed?

The name of a kickstart tells who may have it, so that arming needs no change of nginx's configuration: that of a host
with a `fixed_address` begins with this address, and nginx looks only for names that begin with the address which asks.
That of a host without one lies among those that are served to leased addresses.
"""

from __future__ import annotations

from salt_pxe.services.family import Family
from salt_pxe.site.artefact import MARK, File
from salt_pxe.site.host import Host

BOUND, POOL, PROFILE = "bound", "pool", "profile"
"""Folders of kickstarts: each for one address, for any leased address, and for machines that nobody declared."""

MARKER = File(f"{MARK} The machine with this MAC address is armed.\n".encode())
"""While the file is there, `/pxe/armed/<mac>` answers yes to whoever asks, from whatever address."""


def kickstart_file(host: Host, mac: str, family: Family) -> str:
    """Return the path of the kickstart of a host for this MAC address of it."""
    if host.fixed_address:
        return f"{family.kickstarts}/{BOUND}/{host.fixed_address}-{mac}"
    return f"{family.kickstarts}/{POOL}/{mac}"


def marker_file(mac: str, family: Family) -> str:
    """Return the path of the file that says that the machine with this MAC address is armed."""
    return f"{family.armed_markers}/{mac}"


def profile_file(profile: str, family: Family) -> str:
    """Return the path of the kickstart of a profile for machines that nobody declared."""
    return f"{family.kickstarts}/{PROFILE}/{profile}"


def of_host(host: Host, family: Family) -> tuple[str, ...]:
    """Return what a host has in these folders while it is armed, in the order of disarming: the markers go last."""
    kickstarts = (kickstart_file(host, mac, family) for mac in host.mac)
    return (*kickstarts, *(marker_file(mac, family) for mac in host.mac))


def folders(family: Family) -> tuple[str, ...]:
    """Return every folder of kickstarts and markers; all that carries our mark there is ours to remove."""
    below = (f"{family.kickstarts}/{name}" for name in (BOUND, POOL, PROFILE))
    return (family.kickstarts, *below, family.armed_markers)
