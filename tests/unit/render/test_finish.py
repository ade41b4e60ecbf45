"""The end of an install: the machine reports until it is disarmed, and never reboots armed. The script really runs."""

from __future__ import annotations

import http.server
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from salt_pxe.installation import Report
from salt_pxe.kickstart_check import kickstarts
from salt_pxe.pillar import parse
from salt_pxe.render.finish import finish_script
from tests.certificates import Authority
from tests.site import changed

REQUEST = 'it\'s $(touch forged) `touch forged` 5% & "more"'


class Server(http.server.BaseHTTPRequestHandler):
    """A kickstart server that disarms a machine at its second report."""

    reports: list[dict[str, list[str]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.reports.append(parse_qs(body))
        self._answer(b"ok\n")

    def do_GET(self) -> None:
        self._answer(b"no\n" if len(self.reports) > 1 else b"yes\n")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """The server's URL, and the reports that it got."""
    handler = type("Handler", (Server,), {"reports": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}/pxe", handler.reports  # type: ignore[attr-defined]
        httpd.shutdown()


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script by sh in a folder where sleeping takes no time and nothing is switched off."""
    (folder / "bin").mkdir()
    for name in ("sleep", "sync"):
        (folder / "bin" / name).write_text("#!/bin/sh\n")
        (folder / "bin" / name).chmod(0o755)
    script = script.replace("/proc/sysrq-trigger", str(folder / "switched-off"))
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-u"], input=script, capture_output=True, text=True, timeout=60, cwd=folder, check=False,
        env={"PATH": path},
    )  # fmt: skip


def report(url: str) -> Report:
    """Return a report whose request is full of what a shell would act on."""
    return Report(f"{url}/event", f"{url}/armed/52:54:00:12:34:56", "web01", "52:54:00:12:34:56", REQUEST)


def test_the_machine_reports_until_it_is_disarmed(
    server: tuple[str, list[dict[str, list[str]]]], tmp_path: Path
) -> None:
    """Two reports, for the first was not enough; each says host, MAC, request and event to the letter."""
    url, reports = server
    done = run(finish_script(report(url)), tmp_path)
    assert done.returncode == 0, done.stderr
    expected = {"event": ["installed"], "host": ["web01"], "mac": ["52:54:00:12:34:56"], "request": [REQUEST]}
    assert reports == [expected, expected]
    assert not (tmp_path / "switched-off").exists()
    assert not (tmp_path / "forged").exists()


@pytest.mark.parametrize(
    ("ca", "verify", "ends"),
    [("own", True, 0), ("other", True, 7), (None, True, 7), (None, False, 0)],
    ids=["its CA", "another CA", "no CA", "not verifying"],
)
def test_a_machine_believes_its_kickstart_server_by_the_ca_that_it_was_given(
    tmp_path: Path, ca: str | None, verify: bool, ends: int
) -> None:
    """Over https it reports to a server that its CA certified, and hears nothing from any other."""
    handler = type("Handler", (Server,), {"reports": []})
    authorities = {name: Authority(tmp_path, name) for name in ("own", "other")}
    made = authorities["own"].issue("IP:127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        said = replace(
            report(f"https://127.0.0.1:{httpd.server_address[1]}/pxe"),
            ca=authorities[ca].pem if ca else None,
            verify=verify,
        )
        script = finish_script(said).replace("left=120", "left=2").replace("sleep 3600", "exit 7")
        done = run(script, tmp_path)
        httpd.shutdown()
    assert done.returncode == ends, done.stderr
    assert len(handler.reports) == (2 if ends == 0 else 0)  # type: ignore[attr-defined]
    assert (tmp_path / "switched-off").exists() == (ends != 0)


def test_a_machine_that_nobody_answers_is_switched_off(tmp_path: Path) -> None:
    """No answer is not the answer no."""
    script = finish_script(report("http://127.0.0.1:9/pxe")).replace("left=120", "left=2")
    script = script.replace("sleep 3600", "exit 7")
    done = run(script, tmp_path)
    assert done.returncode == 7, done.stderr
    assert (tmp_path / "switched-off").read_text() == "o\n"


def test_a_kickstart_reports_only_where_the_site_says_to_whom() -> None:
    """With `server:api` the report is the last section of the kickstart, and the check knows it."""
    silent, problems = kickstarts(parse(changed({})), {"web01": "x"})
    assert problems == []
    assert "/pxe/event" not in silent["web01"]
    site = parse(changed({"server:api": "http://10.0.0.1:8000", "hosts:web01:install": REQUEST}))
    texts, problems = kickstarts(site, {"web01": REQUEST})
    assert problems == []
    assert texts["web01"].rstrip().endswith("%end")
    assert "/pxe/armed/52:54:00:12:34:56" in texts["web01"].rpartition("%post")[2]


def test_a_template_of_the_sites_own_reports_too() -> None:
    """Nobody has to remember it: a machine that does not report stays armed."""
    site = parse(
        changed({"server:api": "http://10.0.0.1:8000", "profiles:el9-web:template": "salt://own.ks.j2"})
    )
    texts, problems = kickstarts(site, {"web01": "x"}, lambda url: '{% extends "kickstart" %}')
    assert problems == []
    assert texts["web01"].count("/pxe/event") == 1
    plain = (
        "text\nlang en_US.UTF-8\nkeyboard us\ntimezone Etc/UTC --utc\n{{ url }}\n{{ network | join('\\n') }}\n"
        "{{ ignoredisk }}\n{{ zerombr }}\n{{ clearpart }}\n{{ bootloader }}\n{{ layout | join('\\n') }}\n{{ rootpw }}\n"
        "reboot\n%packages\n@core\n%end\n"
    )
    texts, problems = kickstarts(site, {"web01": "x"}, lambda url: plain)
    assert problems == []
    assert texts["web01"].count("/pxe/event") == 1
