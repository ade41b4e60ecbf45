"""Our site of nginx: checked alone and in the whole configuration, reloaded, asked for an answer."""

from __future__ import annotations

from functools import partial

from salt_pxe import render
from salt_pxe.publish.daemons import candidates, probe
from salt_pxe.publish.daemons.daemon import Configured
from salt_pxe.publish.files.changes import difference
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps.configured import ConfiguredStep
from salt_pxe.site import urls


def step(server: KickstartServer) -> ConfiguredStep:
    """Return the step that brings our nginx site in force."""
    return ConfiguredStep(server, partial(_look, server))


def _look(server: KickstartServer) -> Configured:
    daemon = server.nginx()
    return Configured(
        daemon,
        difference(server.disk, render.http_tree(server.site, server.family)),
        server.policy(daemon),
        candidate=partial(candidates.nginx_site, site=server.family.nginx_site),
        whole=candidates.nginx_whole,
        probe=partial(ask, server),
        pending=server.pending(daemon),
    )


def ask(server: KickstartServer) -> None:
    """Ask nginx on each of its ports; whether a certificate is believed is for installers to say. Raises NoAnswer."""
    probe.http(urls.plain_url(server.site) + "/")
    if tls := server.site.server.tls:
        probe.http(f"https://{server.site.server.address}:{tls.port}/pxe/")
