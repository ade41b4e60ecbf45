"""What does nginx serve? The repos, the kickstarts and the boot files on the server's own address, and nothing else.

`listen` names the address, so that this server answers there whatever other sites listen on: nginx prefers the server
whose address is given to one that listens on all ("How nginx processes a request", nginx.org).
"""

from __future__ import annotations

from collections.abc import Iterator

import netaddr

from salt_pxe.installers import paths
from salt_pxe.services.family import Family
from salt_pxe.services.http.repo_folders import repo_folder
from salt_pxe.site import scopes
from salt_pxe.site.artefact import MARK
from salt_pxe.site.environment import environment
from salt_pxe.site.site import Site

NICS = 16
"""So many NICs of a machine are known by the headers X-RHN-Provisioning-MAC-0, -1 ... that Anaconda sends."""


def nginx_site(site: Site, family: Family) -> str:
    """Return the file at `family.nginx_site`."""
    folders = [(name, repo_folder(site, name, family)) for name in sorted(site.repos)]
    return (
        environment()
        .get_template("etc/nginx/conf.d/salt-pxe.conf.j2")
        .render(
            mark=MARK,
            address=site.server.address,
            port=site.server.http_port,
            tls=site.server.tls,
            log=family.nginx_log,
            repos=[(name, folder.rstrip("/")) for name, folder in folders if folder is not None],
            networks=sorted(site.all_subnets(), key=netaddr.IPNetwork),
            leased=list(_leased(site)),
            nics=range(NICS),
            kickstarts=family.kickstarts,
            bound=paths.BOUND,
            pool=paths.POOL,
            profiles=paths.PROFILE,
            markers=family.armed_markers,
            boot_files=family.boot_files,
            api=site.server.api.rstrip("/") if site.server.api else None,
        )
    )


def _leased(site: Site) -> Iterator[str]:
    """Yield the ranges of addresses that are leased, in order, as ngx_http_geo_module reads them."""
    for one in sorted((one for one, _ in scopes.ranges(site)), key=lambda one: one.first):
        yield f"{netaddr.IPAddress(one.first)}-{netaddr.IPAddress(one.last)}"
