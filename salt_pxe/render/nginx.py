"""What does nginx serve? The repos, the kickstarts and the boot files on the server's own address, and nothing else.

`listen` names the address, so that this server answers there whatever other sites listen on: nginx prefers the server
whose address is given to one that listens on all ("How nginx processes a request", nginx.org).
"""

from __future__ import annotations

from ipaddress import IPv4Network

from salt_pxe.boot import repo_folder
from salt_pxe.family import Family
from salt_pxe.render.environment import environment
from salt_pxe.site import Site
from salt_pxe.tree import MARK


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
            log=family.nginx_log,
            repos=[(name, folder.rstrip("/")) for name, folder in folders if folder is not None],
            networks=sorted(site.all_subnets(), key=IPv4Network),
            kickstarts=family.kickstarts,
            boot_files=family.boot_files,
            api=site.server.api.rstrip("/") if site.server.api else None,
        )
    )
