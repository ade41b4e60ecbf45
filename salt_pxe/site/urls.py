"""The URLs under which the kickstart server answers."""

from __future__ import annotations

from salt_pxe.site.site import Site


def plain_url(site: Site) -> str:
    """Return the URL under which the kickstart server serves what is no secret: `http://address[:port]/pxe`."""
    port = "" if site.server.http_port == 80 else f":{site.server.http_port}"
    return f"http://{site.server.address}{port}/pxe"


def base_url(site: Site) -> str:
    """Return the URL of answer files and reports: `https://name[:port]/pxe` where the server has TLS."""
    tls = site.server.tls
    if tls is None:
        return plain_url(site)
    port = "" if tls.port == 443 else f":{tls.port}"
    return f"https://{tls.name or site.server.address}{port}/pxe"


def repo_url(site: Site, repo: str) -> str:
    """Return the URL from which a machine installs: the repo's own, or the kickstart server's."""
    source = site.repos[repo].source
    if "://" in source:
        return source
    tls = site.server.tls
    return f"{base_url(site) if tls and tls.repos == 'https' else plain_url(site)}/repo/{repo}/"


def event_url(site: Site) -> str:
    """Return the URL to which machines report."""
    return f"{base_url(site)}/event"


def armed_url(site: Site, mac: str) -> str:
    """Return the URL that answers `yes` while the machine with this MAC address is armed, and `no` otherwise."""
    return f"{base_url(site)}/armed/{mac}"
