"""How in.tftpd runs (tftpd(8)): below its root, on the server's address, with every request in the log."""

from __future__ import annotations

from salt_pxe.services.family import Family
from salt_pxe.site.artefact import MARK
from salt_pxe.site.environment import template
from salt_pxe.site.site import Site


def tftpd(site: Site, family: Family) -> dict[str, str]:
    """Return the files that configure in.tftpd, by their paths.

    On EL the daemon is started by a socket: the address belongs to `tftp.socket`, the rest to `tftp.service`.
    """
    return {
        path: template(__package__, path.lstrip("/") + ".j2").render(
            mark=MARK, address=site.server.address, root=family.tftp_root
        )
        for path in family.tftp_confs
    }
