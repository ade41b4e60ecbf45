"""A real nginx gives kickstarts over TLS alone."""

from __future__ import annotations

import shutil

import pytest

from salt_pxe.pillar import parse
from salt_pxe.render import answer_tree, http_tree
from salt_pxe.services.family import DEBIAN
from tests.certificates import Authority
from tests.e2e.namespace import Namespace
from tests.site import changed

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

MAC = "52:54:00:12:34:56"
SERVER, CLIENT, NEIGHBOUR = "10.0.0.7", "10.0.0.21", "10.0.0.50"
NAME = "pxe.example.com"


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
