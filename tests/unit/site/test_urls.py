"""The URLs under which the kickstart server answers."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.pillar import parse
from salt_pxe.site import urls
from salt_pxe.site.site import Site
from tests.site import changed

MAC = "52:54:00:12:34:56"
TLS = {"certificate": "/etc/a.crt", "certificate_key": "/etc/a.key"}


def site(**changes: Any) -> Site:
    """Return the small site whose server has these values."""
    return parse(changed({f"server:{key}": value for key, value in changes.items()}))


@pytest.mark.parametrize(
    ("server", "plain", "base"),
    [
        ({}, "http://10.0.0.7/pxe", "http://10.0.0.7/pxe"),
        ({"http_port": 8080}, "http://10.0.0.7:8080/pxe", "http://10.0.0.7:8080/pxe"),
        ({"tls": TLS}, "http://10.0.0.7/pxe", "https://10.0.0.7/pxe"),
        (
            {"tls": {**TLS, "port": 8443, "name": "ks.example.com"}, "http_port": 8080},
            "http://10.0.0.7:8080/pxe",
            "https://ks.example.com:8443/pxe",
        ),
    ],
)
def test_secrets_go_over_tls_where_there_is_any(server: dict[str, Any], plain: str, base: str) -> None:
    """A port stands there only where it is not the scheme's own; the certificate's name goes before the address."""
    found = site(**server)
    assert (urls.plain_url(found), urls.base_url(found)) == (plain, base)
    assert urls.event_url(found) == f"{base}/event"
    assert urls.armed_url(found, MAC) == f"{base}/armed/{MAC}"
    assert urls.repo_url(found, "el9") == f"{plain}/repo/el9/"


def test_repos_go_over_tls_where_pillar_says_so() -> None:
    """A repo that is a URL is named as it stands, whatever the server has."""
    assert urls.repo_url(site(tls={**TLS, "repos": "https"}), "el9") == "https://10.0.0.7/pxe/repo/el9/"
    elsewhere = parse(changed({"repos:el9:source": "http://mirror.example/el9", "server:tls": TLS}))
    assert urls.repo_url(elsewhere, "el9") == "http://mirror.example/el9"
