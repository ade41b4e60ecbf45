"""Does a value ever become a directive of nginx?"""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import crossplane
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from salt_pxe.pillar import PillarError, parse
from salt_pxe.services.family import DEBIAN
from salt_pxe.services.http.nginx_site import nginx_site
from tests.property.hostile import hostile, trees, twins
from tests.site import changed

NGINX_PLACES = ("repo", "folder", "url", "profile", "shared network", "host", "kernel argument")
SITE_FILE = "/etc/nginx/conf.d/salt-pxe.conf"


def structure(text: str) -> list[Any]:
    """Return the directives with the number of their arguments, nested as they are."""
    with TemporaryDirectory() as folder:
        conf = Path(folder) / "site.conf"
        conf.write_text(text, encoding="utf-8")
        parsed = crossplane.parse(str(conf), single=True, check_ctx=False)
    assert parsed["status"] == "ok", parsed["errors"]
    return _counted(parsed["config"][0]["parsed"])


def _counted(directives: list[dict[str, Any]]) -> list[Any]:
    return [[one["directive"], len(one["args"]), _counted(one.get("block", []))] for one in directives]


def refused(text: str) -> str:
    """Return why nginx refuses a site, or nothing. It binds what a site listens on, so the address becomes loopback."""
    with TemporaryDirectory() as folder:
        site, main = Path(folder) / "site.conf", Path(folder) / "nginx.conf"
        site.write_text(
            text.replace("listen 10.0.0.7:80;", "listen 127.0.0.1:47080;").replace("/var/log/nginx", folder)
        )
        main.write_text(f"pid {folder}/pid;\nevents {{ }}\nhttp {{ include {site}; }}\n")
        command = ["nginx", "-t", "-q", "-e", f"{folder}/error.log", "-c", str(main)]
        done = subprocess.run(command, capture_output=True, text=True)
    return done.stderr if done.returncode else ""


@given(st.dictionaries(st.sampled_from(NGINX_PLACES), hostile, min_size=1, max_size=3))
@example({"folder": "/../etc"})
@example({"folder": ";}"})
@settings(max_examples=300, deadline=None)
def test_no_value_becomes_a_directive(texts: dict[str, str]) -> None:
    """The site has the directives of its inert twin's with as many arguments, for both families."""
    sites = twins(texts)
    event("accepted" if sites else "refused at the door")
    if sites is None:
        return
    hostile_files, inert_files = map(trees, sites)
    for family in ("Debian:", "RedHat:"):
        assert structure(hostile_files[family + SITE_FILE]) == structure(inert_files[family + SITE_FILE])


@given(hostile, hostile, hostile)
@example("a.pem; }", "b", "c")
@settings(max_examples=200, deadline=None)
def test_no_word_about_tls_becomes_a_directive(certificate: str, key: str, name: str) -> None:
    """What the door lets in as a path or a name stays one argument."""
    said = {"certificate": f"/etc/{certificate}", "certificate_key": f"/etc/{key}", "name": name}
    inert = {"certificate": "/etc/a", "certificate_key": "/etc/b", "name": "c"}
    try:
        site = parse(changed({"server:tls": said}))
    except PillarError:
        event("refused at the door")
        return
    event("accepted")
    expected = structure(nginx_site(parse(changed({"server:tls": inert})), DEBIAN))
    assert structure(nginx_site(site, DEBIAN)) == expected


@given(st.dictionaries(st.sampled_from(NGINX_PLACES), hostile, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_nginx_accepts_every_site(texts: dict[str, str]) -> None:
    """`nginx -t` accepts what was rendered, whatever the values."""
    sites = twins(texts)
    if sites is not None:
        assert not refused(trees(sites[0])["Debian:" + SITE_FILE])
