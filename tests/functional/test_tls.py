"""Does a real nginx give kickstarts over TLS alone, is a bad certificate never in force, and does the doctor see it?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from salt_pxe.pillar import parse
from salt_pxe.render import answer_tree, http_tree
from salt_pxe.services.family import DEBIAN
from tests.certificates import Authority, Certificate
from tests.e2e.namespace import Namespace
from tests.functional.conftest import Run
from tests.functional.test_states import STATES, results, site
from tests.site import changed

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

MAC = "52:54:00:12:34:56"
SERVER, CLIENT, NEIGHBOUR = "10.0.0.7", "10.0.0.21", "10.0.0.50"
NAME = "pxe.example.com"


@pytest.fixture
def authority() -> Iterator[Authority]:
    """A CA whose folder no overlay hides."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Authority(Path(folder))


def with_tls(media: Path, made: Certificate, authority: Authority, **more: Any) -> dict[str, Any]:
    """Return a site with one armed machine whose server has this certificate."""
    tls = {"certificate": str(made.certificate), "certificate_key": str(made.key), **more}
    return site(media, **{"server:tls": {"ca_certificate": authority.pem, **tls}})


def test_a_kickstart_goes_over_https_to_its_machine_and_over_http_to_nobody(authority: Authority) -> None:
    """curl believes the server by the CA alone; http has repos and answers, and no kickstart."""
    folder = authority.folder
    made = authority.issue(f"IP:{SERVER}", f"DNS:{NAME}")
    tls = {"certificate": str(made.certificate), "certificate_key": str(made.key), "name": NAME}
    profile = {"profiles:wild": {"release": "RHEL9", "repo": "el9"}}
    given = parse(changed({"server:tls": tls, "server:api": "http://10.0.0.8:8000", **profile}))
    tree = {
        **http_tree(given, DEBIAN),
        **answer_tree(given, {"web01": {"": "text\n"}}, DEBIAN, {"wild": {"": "x"}}),
    }
    for path, file in tree.items():
        at = folder / path.removeprefix("/")
        at.parent.mkdir(parents=True, exist_ok=True)
        text = file.content.decode().replace("/srv/pxe/", f"{folder}/srv/pxe/")
        at.write_text(text.replace("/var/log/nginx", str(folder)))
        at.chmod(file.mode)
        shutil.chown(at, file.user, file.group)
    main = folder / "nginx.conf"
    main.write_text(
        f"user {DEBIAN.nginx_group};\ndaemon off;\npid {folder}/pid;\nevents {{ }}\n"
        f"http {{\ninclude {folder}/etc/nginx/conf.d/*.conf;\n"
        "server { listen 10.0.0.8:8000; location = /hook/pxe/event { return 200 salt-api; } }\n}\n"
    )
    with Namespace() as namespace:
        for address in (SERVER, CLIENT, NEIGHBOUR, "10.0.0.8"):
            namespace.run(["ip", "address", "add", f"{address}/32", "dev", "lo"])
        command = ["nginx", "-e", str(folder / "error.log"), "-c", str(main)]
        namespace.run([*command, "-t"])
        nginx = namespace.start(command)

        def asked(url: str, client: str = CLIENT, *flags: str) -> str:
            call = [
                "curl",
                "-s",
                "--path-as-is",
                "--interface",
                client,
                "--retry",
                "9",
                "--retry-connrefused",
            ]
            call += ["--resolve", f"{NAME}:443:{SERVER}", "-w", "%{http_code}", *flags, url]
            return str(namespace.run(call, check=False).stdout)

        ca = ("--cacert", str(authority.own.certificate))
        for where in (SERVER, NAME):
            assert asked(f"https://{where}/pxe/ks/{MAC}", CLIENT, *ca) == "text\n200"
        assert asked(f"https://{SERVER}/pxe/ks/{MAC}") == "000"
        assert asked(f"https://{SERVER}/pxe/ks/{MAC}", NEIGHBOUR, *ca).endswith("404")
        assert asked(f"https://{SERVER}/pxe/ks/profile/wild", NEIGHBOUR, *ca) == "x200"
        for path in (MAC, "profile/wild", f"profile/../bound/{CLIENT}-{MAC}", f"bound/{CLIENT}-{MAC}"):
            assert asked(f"http://{SERVER}/pxe/ks/{path}").endswith("404")
        for scheme in ("http", "https"):
            assert asked(f"{scheme}://{SERVER}/pxe/armed/{MAC}", NEIGHBOUR, *ca) == "yes\n200"
            assert asked(f"{scheme}://{SERVER}/pxe/event", CLIENT, *ca, "-d", "event=x") == "salt-api200"
            assert asked(f"{scheme}://{SERVER}/pxe/", CLIENT, *ca) == "204"
        assert asked(f"https://{SERVER}/pxe/", CLIENT, *ca, "--tls-max", "1.1") == "000"
        nginx.stop()


def test_a_bad_certificate_leaves_the_old_configuration_in_force(
    run: Run, media: Path, authority: Authority
) -> None:
    """With a key of another certificate, or a file that is not there, the state fails and the old site serves."""
    good = with_tls(media, authority.issue(f"IP:{SERVER}"), authority)
    other = authority.issue(f"IP:{SERVER}", called="other")
    mixed = with_tls(media, Certificate(other.certificate, authority.folder / "server.key"), authority)
    absent = with_tls(media, Certificate(Path("/etc/none.pem"), other.key), authority)
    serves = f"curl -fsS --cacert {authority.own.certificate} https://{SERVER}/pxe/"
    serves += " && cat /etc/nginx/conf.d/salt-pxe.conf"
    plain = {"site": site(media), "states": STATES}
    first, moved, wrong, missing, _, back = run(
        plain,
        {"site": good, "states": STATES},
        {"site": mixed, "states": ["pxe_http.managed"]},
        {"site": absent, "states": ["pxe_http.managed"]},
        {"shell": f"{serves} | grep -q 'ssl_certificate {authority.folder}/server.pem;'"},
        plain,
    )
    assert results(first) == results(moved) == results(back) == dict.fromkeys(STATES, True), (moved, back)
    assert "/srv/tftp/pxe/_ca.img" in moved["states"]["pxe_tftp.managed"]["changes"]
    assert "/srv/tftp/pxe/_ca.img" in back["states"]["pxe_tftp.managed"]["changes"]
    for report, words in ((wrong, "key values mismatch"), (missing, "/etc/none.pem")):
        ret = report["states"]["pxe_http.managed"]
        assert ret["result"] is False
        assert words in ret["comment"]
        assert ret["changes"] == {}
        assert report["running"]["nginx"]


def findings(report: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Return what the doctor says of TLS, as (status, message)."""
    return [(one["status"], one["message"]) for one in report if one["check"] == "tls"]


def test_a_certificate_that_installers_believe_is_in_order(
    run: Run, media: Path, authority: Authority
) -> None:
    """While it lasts, and while nginx presents it; one that was renewed on disk alone is named."""
    made = authority.issue(f"IP:{SERVER}", f"DNS:{NAME}")
    renewed = authority.issue(f"IP:{SERVER}", f"DNS:{NAME}", called="renewed")
    whole = with_tls(media, made, authority, name=NAME)
    copy = f"cp {renewed.certificate} {made.certificate}; cp {renewed.key} {made.key}"
    check = {"site": whole, "check": False}
    _, fresh, _, stale = run({"site": whole, "states": STATES}, check, {"shell": copy}, check)
    ((status, message),) = findings(fresh)
    assert status == "ok"
    assert "for 89 days more" in message
    found = findings(stale)
    assert sorted(status for status, _ in found) == ["ok", "warning"]
    assert any("still presents another certificate" in message for _, message in found)


@pytest.mark.parametrize(
    ("names", "days", "more", "status", "says"),
    [
        (["IP:10.0.0.7"], -1, {}, "error", "certificate has expired"),
        (["IP:10.0.0.7"], 9, {}, "warning", "ends in 8 days"),
        (["IP:10.0.0.8"], 90, {}, "error", "IP address mismatch"),
        (["IP:10.0.0.7"], 90, {"name": NAME}, "error", "Hostname mismatch"),
        (["IP:10.0.0.7"], 90, {"ca_certificate": None}, "error", "unable to get local issuer"),
        (["IP:10.0.0.7"], 90, {"certificate_key": "/etc/none.key"}, "error", "/etc/none.key is not there"),
        (["IP:10.0.0.7"], 90, {"certificate": "/etc/hosts"}, "error", "are no certificate and its key"),
    ],
)
def test_what_installers_would_not_believe_is_found(
    run: Run,
    media: Path,
    authority: Authority,
    names: list[str],
    days: int,
    more: dict[str, Any],
    status: str,
    says: str,
) -> None:
    """Expiry, names, the CA and the files are judged by a handshake, before any machine has to."""
    whole = with_tls(media, authority.issue(*names, days=days), authority, **more)
    if whole["server"]["tls"]["ca_certificate"] is None:
        del whole["server"]["tls"]["ca_certificate"]
    ((found, message),) = findings(run({"site": whole, "check": False})[0])
    assert (found, says in message) == (status, True), message


def test_a_key_that_everybody_can_read_is_found(run: Run, media: Path, authority: Authority) -> None:
    """So is one that belongs to another certificate."""
    made = authority.issue(f"IP:{SERVER}")
    made.key.chmod(0o644)
    whole = with_tls(media, made, authority)
    check = {"site": whole, "check": False}
    swap = f"cp {authority.own.key} {made.key}; chmod 0600 {made.key}"
    opened, _, foreign = run(check, {"shell": swap}, check)
    assert "can be read by everybody" in findings(opened)[0][1]
    ((status, message),) = findings(foreign)
    assert status == "error"
    assert "are no certificate and its key" in message
