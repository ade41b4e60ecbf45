"""The folders that are served as install repositories."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import parse
from salt_pxe.services.family import DEBIAN, REDHAT
from salt_pxe.services.http.repo_folders import repo_folder
from salt_pxe.site.urls import repo_url
from tests.site import changed


@pytest.mark.parametrize(
    ("source", "url", "folder"),
    [
        ("/srv/media/el9", "http://10.0.0.7:8080/pxe/repo/el9/", "/srv/media/el9"),
        ("/srv/media/el9/", "http://10.0.0.7:8080/pxe/repo/el9/", "/srv/media/el9"),
        ("/srv/iso/el9.ISO", "http://10.0.0.7:8080/pxe/repo/el9/", "/srv/pxe/repo/el9"),
        ("https://mirror.example/el9/", "https://mirror.example/el9/", None),
    ],
)
def test_a_repo_is_served_by_us_unless_it_is_a_url(source: str, url: str, folder: str | None) -> None:
    """A folder is served where it is, an ISO where it is unpacked; a URL is named as it stands."""
    site = parse(changed({"repos:el9:source": source, "server:http_port": 8080}))
    assert repo_url(site, "el9") == url
    assert repo_folder(site, "el9", DEBIAN) == folder
    if folder == "/srv/pxe/repo/el9":
        assert repo_folder(site, "el9", REDHAT) == "/var/www/salt-pxe/repo/el9"
