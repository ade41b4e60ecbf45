"""What does a real nginx serve, to whom, with the site that was rendered beside a distribution's own sites?"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from salt_pxe.installers.paths import of_host
from salt_pxe.pillar import parse
from salt_pxe.publish.armed.armed_record import ArmedRecord
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.files.disk import Disk
from salt_pxe.render import answer_tree, http_tree
from salt_pxe.services.family import DEBIAN
from tests.e2e.namespace import Namespace
from tests.site import changed

MAC, LEASING, UNARMED = "52:54:00:12:34:56", "52:54:00:12:34:58", "52:54:00:12:34:57"
SERVER, OTHER = "10.0.0.7", "10.0.0.8"
CLIENT, NEIGHBOUR, LEASED, OUTSIDER = "10.0.0.21", "10.0.0.50", "10.0.0.150", "192.0.2.9"
"""The fixed address of the host with `MAC`, an address of its subnet, one that dhcpd leases, and one from elsewhere."""

SITE = {
    "repos:iso": {"source": "/srv/iso/el8.iso"},
    "repos:far": {"source": "https://mirror.example/el9/"},
    "server:api": f"http://{OTHER}:8000/",
    "subnets:10.0.0.0/24:range": ["10.0.0.150-10.0.0.160", "10.0.0.190"],
    "hosts:web03": {"mac": LEASING, "profile": "el9-web", "install": "CHG2"},
    "profiles:wild": {"release": "RHEL9", "repo": "el9"},
}
TEXTS = {"web01": "text\nreboot\n", "web03": "text\npoweroff\n"}

OTHER_SITES = {
    # As Debian's package leaves it: a site for every address, included behind ours.
    "Debian": "include {conf_d}/*.conf;\nserver {{ listen 80 default_server; root {other}; }}",
    # As on EL: the same within nginx.conf itself, with a name.
    "RedHat": "server {{ listen 80; server_name _; root {other}; }}\ninclude {conf_d}/*.conf;",
}


class Reply(NamedTuple):
    status: int
    content_type: str
    body: str


Get = Callable[..., Reply]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder into which nginx's workers can look, who are not root."""
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(params=sorted(OTHER_SITES))
def get(request: pytest.FixtureRequest, folder: Path) -> Iterator[Get]:
    """Return a function that asks the server's address, or another, from a client's address."""
    root, other, conf_d = folder / "srv", folder / "other", folder / "conf.d"
    site = parse(changed({**SITE, "repos:el9:source": str(folder / "media")}))
    tree = {
        **http_tree(site, DEBIAN),
        **answer_tree(
            site, {host: {"": text} for host, text in TEXTS.items()}, DEBIAN, {"wild": {"": "text\n"}}
        ),
    }
    for path, file in tree.items():
        at = folder / path.removeprefix("/").replace("etc/nginx/", "")
        at.parent.mkdir(parents=True, exist_ok=True)
        content = (
            file.content.decode().replace("/srv/pxe/", f"{root}/pxe/").replace("/var/log/nginx", str(folder))
        )
        at.write_text(content)
        at.chmod(file.mode)
        shutil.chown(at, file.user, file.group)
    for file, text in {
        other / "index.html": "another site",
        other / "pxe/ks/index.html": "another site",
        root / "pxe/ks/.secret": "not a kickstart",
        folder / "media/.treeinfo": "[general]",
        folder / "media/images/boot.iso": "media",
        root / "pxe/repo/iso/file": "unpacked",
        root / "pxe/boot/loader.efi": "loader",
    }.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    main = folder / "nginx.conf"
    sites = OTHER_SITES[request.param].format(conf_d=conf_d, other=other)
    sites += f"\nserver {{ listen {OTHER}:8000; location = /hook/pxe/event {{ return 200 salt-api; }} }}"
    main.write_text(
        f"user {DEBIAN.nginx_group};\ndaemon off;\npid {folder}/pid;\nevents {{ }}\n"
        f"http {{\naccess_log off;\ndefault_type application/octet-stream;\n{sites}\n}}\n"
    )
    with Namespace() as namespace:
        for address in (SERVER, OTHER, CLIENT, NEIGHBOUR, LEASED, "10.0.0.190", "10.0.0.161", OUTSIDER):
            namespace.run(["ip", "address", "add", f"{address}/32", "dev", "lo"])
        command = ["nginx", "-e", str(folder / "error.log"), "-c", str(main)]
        namespace.run([*command, "-t"])
        server = namespace.start(command)

        def asked(
            path: str, client: str = CLIENT, at: str = SERVER, *headers: str, post: str | None = None
        ) -> Reply:
            # A retry would wait out the 503 of a limit; it is for a server that has not started yet.
            flags = ["--data", post] if post is not None else ["--retry", "9", "--retry-connrefused"]
            flags += ["--silent", "--show-error", "--path-as-is", "--interface", client]
            for header in headers:
                flags += ["--header", header]
            shown = "\n%{http_code}\n%{content_type}"
            text = namespace.run(["curl", *flags, "--write-out", shown, f"http://{at}{path}"]).stdout
            body, status, content_type = text.rsplit("\n", 2)
            return Reply(int(status), content_type, body)

        yield asked
        server.stop()


def test_each_thing_is_served_under_its_path(get: Get, folder: Path) -> None:
    """Repos from a folder and from an ISO, kickstarts as plain text and boot files are there; everything is logged."""
    assert get("/pxe/repo/el9/images/boot.iso").body == "media"
    assert get("/pxe/repo/el9/.treeinfo").body == "[general]"
    assert get("/pxe/repo/iso/file").body == "unpacked"
    assert get("/pxe/boot/loader.efi").body == "loader"
    header = f"X-RHN-Provisioning-MAC-0: eth0 {MAC}"
    assert get(f"/pxe/ks/{MAC}", CLIENT, SERVER, header) == (200, "text/plain", "text\nreboot\n")
    last = (folder / "salt-pxe.log").read_text().splitlines()[-1]
    assert f'{CLIENT} "GET /pxe/ks/{MAC} HTTP/1.1" 200 12 "eth0 {MAC}"' in last


def test_a_kickstart_is_for_its_own_machines_address_alone(get: Get) -> None:
    """A neighbour in the same subnet, a machine with a lease and a stranger get no kickstart of a fixed address."""
    assert get(f"/pxe/ks/{MAC}", CLIENT).body == TEXTS["web01"]
    asking = (NEIGHBOUR, LEASED, SERVER, OUTSIDER)
    assert {client: get(f"/pxe/ks/{MAC}", client).status for client in asking} == dict.fromkeys(asking, 404)
    mine = f"X-RHN-Provisioning-MAC-0: eth0 {MAC}"
    assert get(f"/pxe/ks/{MAC}", NEIGHBOUR, SERVER, mine, "X-Real-IP: 10.0.0.21").status == 404
    assert get(f"/pxe/ks/{MAC}", LEASED, SERVER, mine, "X-Forwarded-For: 10.0.0.21").status == 404


def test_a_kickstart_without_a_fixed_address_is_for_leased_addresses(get: Get) -> None:
    """Such a kickstart goes to the addresses of the ranges, the ends of each included, and to no others."""
    for client in (LEASED, "10.0.0.190"):
        assert get(f"/pxe/ks/{LEASING}", client).body == TEXTS["web03"]
    for client in ("10.0.0.161", CLIENT, NEIGHBOUR, OUTSIDER):
        assert get(f"/pxe/ks/{LEASING}", client).status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([f"X-RHN-Provisioning-MAC-0: eth0 {LEASING}"], 200),
        ([f"X-RHN-Provisioning-MAC-0: eth0 {LEASING.upper()}"], 200),
        (["X-RHN-Provisioning-MAC-0: eno1 52:54:00:00:00:01", f"X-RHN-Provisioning-MAC-1: b {LEASING}"], 200),
        ([f"X-RHN-Provisioning-MAC-0: eth0 {MAC}"], 404),
        ([f"X-RHN-Provisioning-MAC-0: eth0 {MAC}|{LEASING}"], 404),
        ([f"X-RHN-Provisioning-MAC-0: eth0 00:{LEASING}"], 200),
        (["X-RHN-Provisioning-MAC-0: eth0 " + f"{MAC} " * 300], 404),
        (["X-RHN-Provisioning-MAC-3: eth0 none"], 404),
    ],
)
def test_a_machine_that_names_its_nics_gets_the_kickstart_of_one_of_them(
    get: Get, headers: list[str], status: int
) -> None:
    """Anaconda names all of its NICs in headers: among those of a leased address the right machine is told by them."""
    assert get(f"/pxe/ks/{LEASING}", LEASED, SERVER, *headers).status == status


def test_a_kickstart_for_strangers_goes_to_the_sites_subnets(get: Get) -> None:
    """A machine that nobody declared gets its profile's kickstart in the site's subnets alone."""
    assert get("/pxe/ks/profile/wild", NEIGHBOUR).body == "text\n"
    assert get("/pxe/ks/profile/wild", OUTSIDER).status == 403
    assert get("/pxe/repo/el9/.treeinfo", OUTSIDER).status == 200
    folders = ("/pxe/ks/profile/", "/pxe/repo/el9/", "/pxe/boot/")
    assert [get(path).status for path in folders] == [403, 403, 403]


@pytest.mark.parametrize("client", [CLIENT, NEIGHBOUR, LEASED, OUTSIDER])
def test_no_spelling_of_a_path_leads_to_another_kickstart(get: Get, client: str) -> None:
    """Folders, dots, doubled and encoded slashes, and whatever else stands in a URL lead to no kickstart of another."""
    bound = f"bound/{CLIENT}-{MAC}"
    for path in (
        "/pxe/ks/",
        f"/pxe/ks/{bound}",
        f"/pxe/ks/pool/{LEASING}",
        f"/pxe/ks/profile/../{bound}",
        f"/pxe/ks/profile/..%2f{bound}",
        f"/pxe/ks/profile%2f..%2fpool%2f{LEASING}",
        f"/pxe/ks/profile/%2e%2e/pool/{LEASING}",
        f"/pxe/ks/profile../{bound}",
        f"/pxe/armed/../ks/{bound}",
        f"/pxe/boot/../ks/{bound}",
        f"/pxe/boot../ks/{bound}",
        f"/pxe/repo/iso/../../ks/{bound}",
        f"/pxe/repo/iso../../ks/{bound}",
        f"/pxe//ks//{bound}",
        f"/pxe/ks/{UNARMED}/../{bound}",
        f"/pxe/ks/{MAC}%00",
        f"/pxe/ks/{MAC}/",
        f"/pxe/ks/{MAC}%0a",
        f"/pxe/ks/{MAC.replace('5', '%35', 1)}x",
        "/pxe/ks/.secret",
        "/pxe/ks/profile/../.secret",
    ):
        reply = get(path, client)
        assert reply.status in (400, 403, 404), path
        assert "reboot" not in reply.body
        assert "poweroff" not in reply.body
    # What is another spelling of the same path is the same question, and has the same answer.
    for path in (f"/pxe/ks//{MAC}", f"/pxe/ks/../ks/{MAC}", f"/pxe/ks/%35{MAC[1:]}", f"/pxe/ks/{MAC}?x=/../"):
        assert get(path, client).status == (200 if client == CLIENT else 404)


def test_a_kickstart_is_there_only_while_its_machine_is_armed(get: Get, folder: Path) -> None:
    """Disarming takes it away at once, the other's stays, and nginx is not told to read anything anew."""
    site = parse(changed(SITE))
    files = ArmedFiles(Disk(str(folder)), DEBIAN.state_dir)
    for host, mac in (("web01", MAC), ("web03", LEASING)):
        own = dict.fromkeys(of_host(site, host, DEBIAN.http_root))
        record = ArmedRecord(host, "CHG", (mac,), own).to_file()
        files.disk.write(files.record_path(host), record)
    assert get(f"/pxe/ks/{UNARMED}", "10.0.0.21").status == 404
    files.disarm("web01")
    assert get(f"/pxe/ks/{MAC}", CLIENT).status == 404
    assert get(f"/pxe/armed/{MAC}", CLIENT).body == "no\n"
    assert get(f"/pxe/ks/{LEASING}", LEASED).status == 200
    files.disarm("web03")
    assert get(f"/pxe/ks/{LEASING}", LEASED).status == 404
    assert get(f"/pxe/armed/{LEASING}", LEASED).body == "no\n"


def test_nothing_else_is_served(get: Get) -> None:
    """Other paths, ways out of a folder and a repo that is a URL are not there, and no version is told."""
    paths = [
        "/",
        "/index.html",
        "/pxe/repo/",
        "/pxe/repo/far/",
        "/pxe/ks",
        "/pxe/repo/el9../other/index.html",
    ]
    assert {path: get(path).status for path in paths} == dict.fromkeys(paths, 404)
    for path in (
        "/pxe/repo/el9/../../../conf.d/salt-pxe.conf",
        "/pxe/repo/el9/%2e%2e/nginx.conf",
        "/pxe/ks/..%2f..%2fpid",
    ):
        assert get(path).status in (400, 404)
    assert "nginx/" not in get("/").body


def test_our_site_answers_on_its_address_and_others_on_theirs(get: Get) -> None:
    """Beside a site that listens on all addresses, ours answers on the server's and leaves the others alone."""
    assert get("/", CLIENT, OTHER).body == "another site"
    assert [get("/pxe/", CLIENT, at).status for at in (SERVER, OTHER)] == [204, 403]
    assert get(f"/pxe/ks/{MAC}", CLIENT, OTHER).status == 404
    assert get("/index.html").status == 404


def test_reports_of_the_sites_machines_reach_salt_api(get: Get) -> None:
    """A POST from a subnet of the site is passed on; other methods, other clients and long bodies are not."""
    assert get("/pxe/event").status == 403
    assert get("/pxe/event", post="event=installed") == (200, "application/octet-stream", "salt-api")
    assert get("/pxe/event", OUTSIDER, post="event=installed").status == 403
    assert get("/pxe/event", post="x" * 20_000).status == 413
    assert get("/pxe/event/other", post="x").status == 404


def test_a_client_that_reports_without_end_is_held_back(get: Get) -> None:
    """The master is not the place to find out that a machine has gone wild."""
    assert get("/pxe/event").status == 403
    assert 503 in {get("/pxe/event", post=f"event={number}").status for number in range(30)}


def test_whether_a_machine_is_armed_is_answered_in_a_word(get: Get) -> None:
    """Yes while it is armed, also to another address than its own, no otherwise, and nothing else of it is told."""
    for client in (CLIENT, LEASED, OUTSIDER):
        assert get(f"/pxe/armed/{MAC}", client) == (200, "text/plain", "yes\n")
    assert get("/pxe/armed/52:54:00:99:99:99").body == "no\n"
    assert get(f"/pxe/armed/{MAC}%0a").status == 404
    assert get("/pxe/armed/../ks/").status in (403, 404)
