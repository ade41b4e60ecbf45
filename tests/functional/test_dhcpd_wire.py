"""What does a real dhcpd answer on the wire when it runs with the dhcpd.conf that was rendered?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.pillar import parse
from salt_pxe.render import dhcp_tree
from salt_pxe.services.dhcp.isc.places import PLACES
from salt_pxe.services.family import DEBIAN
from tests.e2e.namespace import Namespace
from tests.kinds.firmware import Oak
from tests.site import ABSENT, changed, validated

CLIENT = Path(__file__).with_name("dhcp_client.py")

Answers = list[dict[str, Any] | None]
Ask = Callable[[dict[str, Any], list[dict[str, Any]]], Answers]

NET = "subnets:10.0.0.0/24"
KNOWN, KNOWN_TOO, STRANGER, STRANGER_TOO = (f"52:54:00:12:34:{number}" for number in (56, 57, 90, 91))


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Return a function that starts dhcpd for a site and asks it; both live in a network namespace of their own."""
    with Namespace() as namespace:
        for command in (
            "ip link add eth1 type veth peer name client",
            "ip address add 10.0.0.7/24 dev eth1",
            "ip link set eth1 up",
            "ip link set client up",
        ):
            namespace.run(command.split())

        def asked(changes: dict[str, Any], requests: list[dict[str, Any]]) -> Answers:
            site = parse(changed({"dhcp:ping_check": False, **changes}))
            conf, leases = tmp_path / "dhcpd.conf", tmp_path / "leases"
            conf.write_bytes(dhcp_tree(site, DEBIAN)[PLACES["Debian"].configuration].content)
            leases.touch()
            flags = ["-4", "-f", "-d", "--no-pid", "-cf", str(conf), "-lf", str(leases)]
            server = namespace.start(["dhcpd", *flags, "eth1"], output=subprocess.PIPE)
            log = []
            for line in server.stdout:
                log.append(line.decode())
                if "Server starting service" in log[-1]:
                    break
            else:
                pytest.fail("".join(log))
            client = [sys.executable, CLIENT, "client", json.dumps(requests)]
            try:
                answers: Answers = json.loads(namespace.run(client).stdout)
            finally:
                server.stop()
                server.stdout.close()
            return answers

        yield asked


def machine(mac: str, architecture: int | None = None, **more: Any) -> dict[str, Any]:
    """Return what a machine asks; with an architecture (option 93) it is firmware that boots over its NIC."""
    options: list[Any] = [[name, value] for name, value in more.items()]
    if architecture is not None:
        options += [
            ["vendor_class_id", f"PXEClient:Arch:{architecture:05}:UNDI:002001"],
            ["pxe_client_architecture", {"hex": f"{architecture:04x}"}],
        ]
    return {"mac": mac, "options": options}


def boots(answers: Answers) -> list[tuple[str, str] | None]:
    """Return next-server and file of each answer."""
    return [answer and (answer["siaddr"], answer["file"]) for answer in answers]


def test_each_firmware_gets_its_loader(ask: Ask) -> None:
    """BIOS gets pxelinux, x64 UEFI (7 and, from old firmware, 9) gets shim; others get an address and no boot file."""
    answers = ask({}, [machine(KNOWN, code) for code in (0, 7, 9, 11, 16)] + [machine(KNOWN)])
    assert boots(answers) == [
        ("10.0.0.7", "pxelinux.0"),
        ("10.0.0.7", "shimx64.efi"),
        ("10.0.0.7", "shimx64.efi"),
        ("10.0.0.7", ""),
        ("10.0.0.7", ""),
        ("10.0.0.7", ""),
    ]


def test_a_client_of_several_architectures_is_asked_for_its_first(ask: Ask) -> None:
    """A client may list several architectures; the first is what it runs."""
    both = machine(STRANGER)
    both["options"] = [
        ["vendor_class_id", "PXEClient:Arch:00007:UNDI:003016"],
        ["pxe_client_architecture", {"hex": "00070009"}],
    ]
    assert boots(ask({}, [both])) == [("10.0.0.7", "shimx64.efi")]


def test_a_firmware_that_is_not_served_gets_no_boot_file(ask: Ask) -> None:
    """With `loaders: [bios]` a UEFI machine gets its address only."""
    answers = ask({"server:loaders": ["bios"]}, [machine(KNOWN, 0), machine(KNOWN, 7)])
    assert boots(answers) == [("10.0.0.7", "pxelinux.0"), ("10.0.0.7", "")]


def test_declared_machines_get_their_address_and_name_strangers_one_of_the_range(ask: Ask) -> None:
    """A host's every MAC gets its fixed address, a stranger one of the range."""
    first, second, stranger = ask(
        {"hosts:web01:mac": [KNOWN, STRANGER_TOO]},
        [machine(KNOWN, 0), machine(STRANGER_TOO, 7), machine(STRANGER, 7)],
    )
    assert first and second and stranger
    assert (first["yiaddr"], first["hostname"], first["router"]) == (
        "10.0.0.21",
        b"web01".hex(),
        "10.0.0.254",
    )
    assert (second["yiaddr"], second["hostname"]) == ("10.0.0.21", b"web01".hex())
    assert 150 <= int(stranger["yiaddr"].split(".")[3]) <= 200
    assert stranger["file"] == "shimx64.efi"


def test_whether_a_host_is_armed_changes_no_answer(ask: Ask) -> None:
    """dhcpd answers an armed host and one that is not alike, to the last option: what they boot is said elsewhere."""
    armed, idle = ask({}, [machine(KNOWN, 0), machine(KNOWN_TOO, 0)])
    assert armed and idle
    assert armed["file"] == "pxelinux.0"
    assert armed | {"yiaddr": "10.0.0.22", "hostname": b"web02".hex()} == idle
    assert ask({"hosts:web01:install": ABSENT}, [machine(KNOWN, 0)]) == [armed]


def test_a_firmware_with_a_user_class_gets_its_boot_file_before_the_others(ask: Ask) -> None:
    """A client that is of two kinds gets the boot file of the one that is known by more; strangers to it get theirs."""
    kind = Oak(name="a-oak", architectures=(0,), vendor_class="PXEClient", user_class="Oak")
    with FIRMWARE.registered(kind):
        both = machine(KNOWN, 0, user_class={"hex": b"Oak".hex()})
        answers = ask({"server:loaders": ["bios", "a-oak"]}, [both, machine(KNOWN_TOO, 0)])
    assert boots(answers) == [("10.0.0.7", "oak.bin"), ("10.0.0.7", "pxelinux.0")]


def test_denied_strangers_hear_nothing(ask: Ask) -> None:
    """With `unknown_clients: deny` a stranger gets no answer; a declared machine gets one, fixed address or not."""
    known, dynamic, stranger = ask(
        {f"{NET}:unknown_clients": "deny", "hosts:free": {"mac": STRANGER_TOO}},
        [machine(KNOWN, 0), machine(STRANGER_TOO, 0), machine(STRANGER, 0)],
    )
    assert known and known["yiaddr"] == "10.0.0.21"
    assert dynamic and 150 <= int(dynamic["yiaddr"].split(".")[3]) <= 200
    assert stranger is None


def test_denied_strangers_get_no_address_of_a_pool_either(ask: Ask) -> None:
    """`unknown_clients: deny` holds for the subnet's pools, but for one that speaks of unknown clients itself."""
    pools = [{"range": "10.0.0.150-10.0.0.151"}, {"range": "10.0.0.160", "allow": "unknown"}]
    changes = {f"{NET}:unknown_clients": "deny", f"{NET}:range": [], f"{NET}:pools": pools}
    answers = ask(changes, [machine(STRANGER), machine(STRANGER_TOO)])
    assert [answer and answer["yiaddr"] for answer in answers] == ["10.0.0.160", None]


@pytest.mark.parametrize("level", ["dhcp", NET])
def test_a_filename_of_the_site_or_a_subnet_goes_before_the_loader(ask: Ask, level: str) -> None:
    """An operator's `filename` and `next_server` are obeyed, for every firmware and for machines that send none."""
    changes = {f"{level}:filename": "own.0", f"{level}:next_server": "10.0.0.8"}
    answers = ask(changes, [machine(KNOWN, 0), machine(STRANGER, 7), machine(STRANGER_TOO)])
    assert boots(answers) == [("10.0.0.8", "own.0")] * 3


def test_a_host_goes_before_everything(ask: Ask) -> None:
    """What a host says about its boot goes before its class and its subnet."""
    changes = {
        f"{NET}:filename": "subnet.0",
        "classes:kvm": {"match": {"mac_prefix": "52:54:00"}, "filename": "class.0"},
        "hosts:web01:dhcp": {
            "filename": "host.0",
            "next_server": "10.0.0.9",
            "server_name": "boot.example.com",
        },
    }
    answers = ask(changes, [machine(KNOWN, 0), machine(KNOWN_TOO, 0)])
    assert boots(answers) == [("10.0.0.9", "host.0"), ("10.0.0.7", "class.0")]
    assert answers[0] and answers[0]["sname"] == "boot.example.com"


@pytest.mark.parametrize(
    "match",
    [
        {"vendor_class": "PXEClient:Arch:00000"},
        {"user_class": "iPXE"},
        {"user_class": "i\u00e9"},
        {"client_id": 'a"\\b'},
        {"mac_prefix": "52"},
        {"mac_prefix": "52:54:00:12:34"},
        {"architecture": [0, 6]},
        {"mac_prefix": "52:54:00:12:34", "vendor_class": "PXE", "architecture": 0},
    ],
    ids=str,
)
def test_a_class_of_the_site_matches_and_goes_before_the_loader(ask: Ask, match: dict[str, Any]) -> None:
    """Each way to match finds its client, and what the class says goes before the loader of the firmware."""
    sends = {
        "user_class": {"hex": match.get("user_class", "iPXE").encode().hex()},
        "client_id": {"hex": b'\0a"\\b-17'.hex()},
    }
    other = {
        "mac": "02:00:00:00:00:01",
        "options": [
            ["vendor_class_id", "PXEClient:Arch:00007"],
            ["pxe_client_architecture", {"hex": "0007"}],
        ],
    }
    answers = ask(
        {"classes:own": {"match": match, "filename": "class.0"}}, [machine(STRANGER, 0, **sends), other]
    )
    assert boots(answers) == [("10.0.0.7", "class.0"), ("10.0.0.7", "shimx64.efi")]


def test_a_user_class_is_found_behind_its_length_too(ask: Ask) -> None:
    """RFC 3004 puts a length before the user class, iPXE does not: both are members."""
    changes = {"classes:own": {"match": {"user_class": "iPXE"}, "filename": "class.0"}}
    assert boots(ask(changes, [machine(STRANGER, 0, user_class={"hex": "0469505845"})])) == [
        ("10.0.0.7", "class.0")
    ]


def test_static_routes_carry_the_default_route(ask: Ask) -> None:
    """A client that gets option 121 ignores option 3 (RFC 3442), so the default route is among the routes."""
    changes = {
        "dhcp:static_routes": [
            {"network": "172.16.0.0/12", "gateway": "10.0.0.1"},
            {"network": "192.0.2.128/25", "gateway": "10.0.0.2"},
        ]
    }
    (answer,) = ask(changes, [machine(STRANGER)])
    assert answer
    assert answer["classless_static_routes"] == [
        "172.16.0.0/12:10.0.0.1",
        "192.0.2.128/25:10.0.0.2",
        "0.0.0.0/0:10.0.0.254",
    ]


def test_an_infinite_lease_never_ends(ask: Ask, tmp_path: Path) -> None:
    """`lease_time: infinite` is a lease that dhcpd never takes back; clients are told the end of its calendar."""
    forever = {"dhcp:lease_time": "infinite", "dhcp:default_lease_time": None, "dhcp:max_lease_time": None}
    (answer,) = ask(forever, [{"mac": STRANGER, "request": "10.0.0.150"}])
    assert answer and answer["lease_time"] > 10 * 365 * 86400
    assert "ends never;" in (tmp_path / "leases").read_text()


@pytest.mark.parametrize("level", [f"{NET}:pools:0", "shared_networks:wire"])
def test_a_filename_of_a_pool_or_a_shared_network_goes_before_the_loader(ask: Ask, level: str) -> None:
    """The scopes between host and site yield in their order, and the loader of the firmware comes last."""
    subnet = {"range": [], "pools": [{"range": "10.0.0.150-10.0.0.200"}]}
    changes: dict[str, Any] = {NET: subnet, f"{NET}:pools": subnet["pools"]}
    if level.startswith("shared"):
        changes = {"subnets": {}, "shared_networks:wire": {"subnets": {"10.0.0.0/24": subnet}}}
    answers = ask({**changes, f"{level}:filename": "own.0"}, [machine(STRANGER, 7)])
    assert boots(answers) == [("10.0.0.7", "own.0")]


def test_text_arrives_as_it_was_written(ask: Ask) -> None:
    """Every character that a text option may hold reaches the client unchanged: quotes and backslashes are quoted."""
    printable = "".join(map(chr, range(0x20, 0x7F)))
    texts = [printable, "\\", '\\"', 'a";}', "\\n\\x41\\101", "#", "'"]
    macs = [f"52:54:00:00:01:{number:02x}" for number in range(len(texts))]
    hosts = {
        f"host{number}": {"mac": mac, "dhcp": {"options": {"root-path": text}}}
        for number, (mac, text) in enumerate(zip(macs, texts, strict=True))
    }
    answers = ask({"hosts": hosts}, [machine(mac) for mac in macs])
    assert [answer and bytes.fromhex(answer["root_disk_path"]).decode() for answer in answers] == texts


def test_options_arrive_under_their_code_and_in_their_type(ask: Ask) -> None:
    """Passed-through options, a site's own among them, are what RFC 2132 says they are."""
    changes = {
        "dhcp:option_definitions": {
            "site.thing": {"code": 224, "type": "uint16"},
            "10": {"code": 225, "type": "boolean"},
            "routers2": {"code": 226, "type": "ip-addresses"},
        },
        "hosts:web01:dhcp:options": {
            "site.thing": 513,
            "10": True,
            "routers2": ["10.0.0.1", "10.0.0.2"],
            "ip-forwarding": False,
            "log-servers": "10.0.0.3",
            "default-ip-ttl": 64,
            "time-offset": -3600,
            "domain-search": ["a.example", "b.example"],
        },
    }
    (answer,) = ask(changes, [machine(KNOWN)])
    assert answer
    assert [answer[code] for code in ("224", "225", "226")] == ["0201", "01", "0a0000010a000002"]
    assert (answer["log_server"], answer["default_ttl"], answer["ip-forwarding"]) == ("10.0.0.3", 64, 0)
    assert answer["time_zone"] == 2**32 - 3600  # two's complement; the client shows it without its sign
    assert (
        answer["119"] == (b"\1a\7example\0" + b"\1b\xc0\2").hex()
    )  # RFC 1035: the second name points into the first


@pytest.mark.parametrize(
    ("times", "given"),
    [
        ({"default_lease_time": 604800}, 86400),
        ({"default_lease_time": 604800, "max_lease_time": 604800}, 604800),
        ({"default_lease_time": 600, "max_lease_time": 7200, "min_lease_time": 3600}, 3600),
        ({"default_lease_time": 120, "max_lease_time": 7200}, 300),
    ],
    ids=[
        "a week alone is a day",
        "a week with a maximum",
        "a minimum above the default",
        "two minutes are five",
    ],
)
def test_what_dhcpd_makes_of_lease_times(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, times: dict[str, Any], given: int
) -> None:
    """These are why some lease times are refused; so the site is read without the rules."""
    monkeypatch.setattr(f"{__name__}.parse", lambda pillar: validated(pillar["pxe"]))
    (answer,) = ask({"dhcp": {"ping_check": False, **times}}, [{"mac": STRANGER, "request": "10.0.0.150"}])
    assert answer and answer["lease_time"] == given


def test_options_of_mixed_types_arrive_as_their_rfcs_have_them(ask: Ask) -> None:
    """RFC 2610: a flag, then addresses or text; RFC 5223: a name in labels; RFC 2132: times and the vendor class.

    The client did not ask for them, and the host's own list of options counts before the client's.
    """
    options = {
        "slp-directory-agent": "true 10.0.0.5 10.0.0.6",
        "slp-service-scope": "false printers",
        "v4-lost": "lost.example",
        "vendor-class-identifier": "PXEClient",
        "dhcp-renewal-time": 600,
        "dhcp-rebinding-time": 900,
        "dhcp-parameter-request-list": [58, 59, 60, 78, 79, 137],
    }
    (answer,) = ask({"hosts:web01:dhcp:options": options}, [machine(KNOWN)])
    assert answer
    print(answer)
    agents, scope, lost = answer["slp_service_agent"], answer["slp_service_scope"], answer["v4-lost"]
    assert (agents, scope, lost) == (
        "010a0000050a000006",
        (b"\0printers").hex(),
        (b"\4lost\7example\0").hex(),
    )
    assert (answer["renewal_time"], answer["rebinding_time"]) == (600, 900)
    assert bytes.fromhex(answer["vendor_class_id"]) == b"PXEClient"
