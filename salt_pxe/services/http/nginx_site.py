"""What nginx serves: the repos, the answer files and the boot files on the server's own address, and nothing else.

`listen` names the address, so that this server answers there whatever other sites listen on: nginx prefers the server
whose address is given to one that listens on all ("How nginx processes a request", nginx.org).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import netaddr

from salt_pxe.installers import paths
from salt_pxe.installers.plug import THE_FILE, Installer, served_installers
from salt_pxe.services.family import Family
from salt_pxe.services.http.repo_folders import repo_folder
from salt_pxe.site import scopes
from salt_pxe.site.artefact import MARK
from salt_pxe.site.environment import template
from salt_pxe.site.site import Site


def nginx_site(site: Site, family: Family) -> str:
    """Return the file at `family.nginx_site`."""
    folders = [(name, repo_folder(site, name, family)) for name in sorted(site.repos)]
    installers = served_installers(site)
    return template(__package__, "etc/nginx/conf.d/salt-pxe.conf.j2").render(
        mark=MARK,
        address=site.server.address,
        port=site.server.http_port,
        tls=site.server.tls,
        log=family.nginx_log,
        repos=[(name, folder.rstrip("/")) for name, folder in folders if folder is not None],
        networks=sorted(site.all_subnets(), key=netaddr.IPNetwork),
        leased=list(_leased(site)),
        nics=[_variable(header) for one in installers for header in one.nic_headers],
        answers=[_location(one, family) for one in installers],
        bound=paths.BOUND,
        pool=paths.POOL,
        profiles=paths.PROFILE,
        markers=family.armed_markers,
        boot_files=family.boot_files,
        api=site.server.api.rstrip("/") if site.server.api else None,
    )


def _location(installer: Installer, family: Family) -> dict[str, str]:
    """Return what the configuration says of an installer's answer files: folder, pattern of their names, suffix."""
    several = installer.files != (THE_FILE,)
    names = "|".join(re.escape(name).replace("\\-", "-") for name in installer.files)
    return {
        "folder": f"{family.http_root}/{installer.folder}",
        "url": installer.folder,
        "pattern": f"/(?<salt_pxe_file>{names})" if several else "",
        "suffix": f"{paths.SEPARATOR}$salt_pxe_file" if several else "",
    }


def _variable(header: str) -> str:
    """Return the variable in which nginx keeps a header of a request (ngx_http_core_module, Embedded Variables)."""
    return "$http_" + header.lower().replace("-", "_")


def _leased(site: Site) -> Iterator[str]:
    """Yield the ranges of addresses that are leased, in order, as ngx_http_geo_module reads them."""
    for one in sorted((one for one, _ in scopes.ranges(site)), key=lambda one: one.first):
        yield f"{netaddr.IPAddress(one.first)}-{netaddr.IPAddress(one.last)}"
