"""What nginx's own parser says of one site."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.services.http.nginx_check import check_alone, scratch_files
from salt_pxe.services.programs import program
from salt_pxe.services.refusals import DaemonFailed

SITE = "server {\n  listen 127.0.0.1:80;\n  access_log /nonexistent/folder/log;\n}\n"


def lay_out(site: str, folder: Path) -> None:
    """Write what nginx reads."""
    for name, text in scratch_files(site, str(folder)).items():
        (folder / name).write_text(text)


def test_nginx_accepts_and_refuses_a_site(tmp_path: Path) -> None:
    """The site is read without touching where it would log; a refusal names the site by its real place, once."""
    nginx = program("nginx")
    assert nginx is not None
    lay_out(SITE, tmp_path)
    check_alone(nginx, str(tmp_path), "/etc/nginx/conf.d/site.conf")
    lay_out(SITE.replace("listen", "listens"), tmp_path)
    with pytest.raises(DaemonFailed) as raised:
        check_alone(nginx, str(tmp_path), "/etc/nginx/conf.d/site.conf")
    assert str(raised.value).count('unknown directive "listens" in /etc/nginx/conf.d/site.conf:2') == 1
