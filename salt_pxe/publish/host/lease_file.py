"""The leases of the DHCP service on this machine."""

from __future__ import annotations

import time

from salt_pxe.publish.files.disk import Disk
from salt_pxe.services.dhcp.lease import Lease
from salt_pxe.services.dhcp.plug import places_of, service_of
from salt_pxe.services.family import Family
from salt_pxe.site.site import Site


def leases_here(disk: Disk, site: Site, family: Family) -> list[Lease]:
    """Return the last lease of each address, as the service has them on its disk; none where it has no such file.

    Raises PublishError where that file cannot be read.
    """
    found = disk.read(places_of(site, family).leases)
    text = (found.content or b"").decode(errors="replace") if found else ""
    return service_of(site).leases(text, time.time())
