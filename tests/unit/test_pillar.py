"""The door: every fault is found, with the path where it stands, what is wrong and what to do."""

from __future__ import annotations

import json

import pytest

from salt_pxe.pillar import PillarError, Problem, parse, parse_serving, schema, warnings
from salt_pxe.site.site import Site
from tests.site import ABSENT, HASH, SITE, changed

NET = "subnets:10.0.0.0/24"

FAULTS = {
    # identity
    "MAC twice": (
        {"hosts:web02:mac": "52:54:00:12:34:56"},
        [
            ("pxe:hosts:web01:mac", "stands there twice: also at pxe:hosts:web02:mac"),
            ("pxe:hosts:web02:mac", "stands there twice: also at pxe:hosts:web01:mac"),
        ],
    ),
    "MAC twice in dashes and capitals": (
        {"hosts:web02:mac": "52-54-00-12-34-56".upper()},
        [("pxe:hosts:web01:mac", "twice"), ("pxe:hosts:web02:mac", "twice")],
    ),
    "MAC twice in Cisco's spelling": (
        {"hosts:web02:mac": "5254.0012.3456"},
        [("pxe:hosts:web01:mac", "twice"), ("pxe:hosts:web02:mac", "twice")],
    ),
    "MAC twice without separators, in a list": (
        {"hosts:web02:mac": ["52:54:00:00:00:09", "525400123456"]},
        [("pxe:hosts:web01:mac", "twice"), ("pxe:hosts:web02:mac:1", "twice")],
    ),
    "MAC too short": ({"hosts:web01:mac": "52:54:00:12"}, [("pxe:hosts:web01:mac", "is not a MAC address")]),
    "MAC too long": (
        {"hosts:web01:mac": "52:54:00:12:34:56:78"},
        [("pxe:hosts:web01:mac", "is not a MAC address")],
    ),
    "MAC multicast": (
        {"hosts:web01:mac": "01:00:5e:00:00:01"},
        [("pxe:hosts:web01:mac", "is a multicast address")],
    ),
    "MAC broadcast": (
        {"hosts:web01:mac": "ff:ff:ff:ff:ff:ff"},
        [("pxe:hosts:web01:mac", "is a multicast address")],
    ),
    "MAC zero": ({"hosts:web01:mac": "00:00:00:00:00:00"}, [("pxe:hosts:web01:mac", "all zeros")]),
    "MAC eaten by YAML": (
        {"hosts:web01:mac": 41135085296},
        [("pxe:hosts:web01:mac", "41135085296 is a number: YAML")],
    ),
    "MAC missing": ({"hosts:web01:mac": ABSENT}, [("pxe:hosts:web01:mac", "is missing")]),
    "MAC list empty": ({"hosts:web01:mac": []}, [("pxe:hosts:web01:mac", "is empty")]),
    "minion id a glob": ({"hosts:web01:minion_id": "web*"}, [("pxe:hosts:web01:minion_id", "is a glob")]),
    "minion id everybody": ({"hosts:web01:minion_id": "*"}, [("pxe:hosts:web01:minion_id", "is a glob")]),
    "minion id a path": (
        {"hosts:web01:minion_id": "../etc/passwd"},
        [("pxe:hosts:web01:minion_id", "is a path")],
    ),
    "minion id twice": (
        {"hosts:web02:minion_id": "web01.example.com"},
        [
            ("pxe:hosts:web01:minion_id", "the minion id web01.example.com stands there twice"),
            ("pxe:hosts:web02:minion_id", "the minion id web01.example.com stands there twice"),
        ],
    ),
    "minion id another host's name": (
        {"hosts:web01:minion_id": "web02"},
        [("pxe:hosts:web01:minion_id", "twice"), ("pxe:hosts:web02", "twice")],
    ),
    "host name twice": (
        {"hosts:web02:hostname": "WEB01"},
        [
            ("pxe:hosts:web01", "the host name web01 stands there twice"),
            ("pxe:hosts:web02:hostname", "twice"),
        ],
    ),
    "host name no host name": (
        {"hosts:../web": {"mac": "52:54:00:00:00:01"}},
        [("pxe:hosts:../web", "not a host name")],
    ),
    # addresses
    "address twice": (
        {"hosts:web02:fixed_address": "10.0.0.21"},
        [
            (
                "pxe:hosts:web01:fixed_address",
                "10.0.0.21 stands there twice: also at pxe:hosts:web02:fixed_address",
            ),
            (
                "pxe:hosts:web02:fixed_address",
                "10.0.0.21 stands there twice: also at pxe:hosts:web01:fixed_address",
            ),
        ],
    ),
    "address of another host's second NIC": (
        {
            "hosts:web02:network": [
                {"device": "eth1", "bootproto": "static", "ip": "10.0.0.21", "netmask": "255.255.255.0"}
            ]
        },
        [("pxe:hosts:web01:fixed_address", "twice"), ("pxe:hosts:web02:network:0:ip", "twice")],
    ),
    "address outside its subnet": (
        {"hosts:web01:fixed_address": "10.0.1.21"},
        [("pxe:hosts:web01:fixed_address", "in no subnet")],
    ),
    "address in a range": (
        {"hosts:web01:fixed_address": "10.0.0.160"},
        [
            (
                "pxe:hosts:web01:fixed_address",
                "is inside the range 10.0.0.150-10.0.0.200 (pxe:subnets:10.0.0.0/24:range:0)",
            )
        ],
    ),
    "address in a pool": (
        {f"{NET}:pools": [{"range": "10.0.0.30-10.0.0.40"}], "hosts:web01:fixed_address": "10.0.0.30"},
        [("pxe:hosts:web01:fixed_address", "is inside the range 10.0.0.30-10.0.0.40")],
    ),
    "address of the router": (
        {"hosts:web01:fixed_address": "10.0.0.254"},
        [("pxe:hosts:web01:fixed_address", "is a router")],
    ),
    "address of the server": (
        {"hosts:web01:fixed_address": "10.0.0.7"},
        [("pxe:hosts:web01:fixed_address", "the kickstart server")],
    ),
    "address of the network": (
        {"hosts:web01:fixed_address": "10.0.0.0"},
        [("pxe:hosts:web01:fixed_address", "is the network address")],
    ),
    "address of the broadcast": (
        {"hosts:web01:fixed_address": "10.0.0.255"},
        [("pxe:hosts:web01:fixed_address", "is the broadcast address")],
    ),
    "address octal": (
        {"hosts:web01:fixed_address": "10.0.0.021"},
        [("pxe:hosts:web01:fixed_address", "is not an IPv4 address")],
    ),
    "range reversed": ({f"{NET}:range": "10.0.0.200-10.0.0.150"}, [(f"pxe:{NET}:range", "is reversed")]),
    "ranges overlapping": (
        {f"{NET}:range": ["10.0.0.100-10.0.0.150", "10.0.0.150-10.0.0.160"]},
        [(f"pxe:{NET}:range:1", f"overlaps 10.0.0.100-10.0.0.150 of pxe:{NET}:range:0")],
    ),
    "range and pool overlapping": (
        {f"{NET}:pools": [{"range": "10.0.0.199-10.0.0.210"}]},
        [(f"pxe:{NET}:pools:0:range", "overlaps 10.0.0.150-10.0.0.200")],
    ),
    "range with the network's address": (
        {f"{NET}:range": "10.0.0.0-10.0.0.5"},
        [(f"pxe:{NET}:range", "the network address")],
    ),
    "range with the broadcast address": (
        {f"{NET}:range": "10.0.0.250-10.0.0.255", f"{NET}:routers": []},
        [(f"pxe:{NET}:range", "the broadcast address")],
    ),
    "range with next-server": (
        {f"{NET}:range": "10.0.0.5-10.0.0.9"},
        [(f"pxe:{NET}:range", "which is next-server")],
    ),
    "range with a subnet's own next-server": (
        {f"{NET}:next_server": "10.0.0.155"},
        [(f"pxe:{NET}:range:0", "next-server (pxe:subnets:10.0.0.0/24:next_server)")],
    ),
    "range with the router": ({f"{NET}:range": "10.0.0.250-10.0.0.254"}, [(f"pxe:{NET}:range", "a router")]),
    "range outside": (
        {f"{NET}:range": "10.0.1.1-10.0.1.9"},
        [(f"pxe:{NET}:range", "is not inside 10.0.0.0/24")],
    ),
    "subnets overlapping": (
        {"subnets:10.0.0.128/25": {}},
        [("pxe:subnets:10.0.0.128/25", "overlaps 10.0.0.0/24")],
    ),
    "subnets overlapping in a shared network": (
        {"shared_networks:wire": {"subnets": {"10.0.0.0/24": {}}}},
        [("pxe:shared_networks:wire:subnets:10.0.0.0/24", "overlaps 10.0.0.0/24")],
    ),
    "router outside": ({f"{NET}:routers": ["10.0.1.254"]}, [(f"pxe:{NET}:routers:0", "is no host address")]),
    "subnet with host bits": (
        {"subnets:10.1.0.9/24": {}},
        [("pxe:subnets:10.1.0.9/24", "has bits behind its prefix")],
    ),
    "subnet without prefix": ({"subnets:10.1.0.0": {}}, [("pxe:subnets:10.1.0.0", "is not an IPv4 network")]),
    # references
    "unknown profile": (
        {"hosts:web01:profile": "el9-wbe"},
        [("pxe:hosts:web01:profile", 'there is no profile "el9-wbe"')],
    ),
    "unknown repo": (
        {"profiles:el9-web:repo": "el8"},
        [("pxe:profiles:el9-web:repo", 'there is no repo "el8"')],
    ),
    "unknown release": (
        {"profiles:el9-web:release": "RHEL3"},
        [("pxe:profiles:el9-web:release", "is not a release")],
    ),
    "unknown policy": ({"unknown": "loacl"}, [("pxe:unknown", 'there is no profile "loacl"')]),
    "policy that erases strangers unasked": (
        {"unknown": "el9-web"},
        [("pxe:unknown", "would erase the disks of every machine")],
    ),
    "install without profile": (
        {"hosts:web01:profile": ABSENT},
        [("pxe:hosts:web01:profile", "is missing, and the host asks for an install")],
    ),
    "pool names no class": (
        {f"{NET}:pools": [{"range": "10.0.0.30-10.0.0.40", "allow": ["phones"]}]},
        [(f"pxe:{NET}:pools:0:allow:0", 'there is no class "phones"')],
    ),
    "class takes our name": (
        {"classes:salt-pxe-x": {"match": {"vendor_class": "x"}}},
        [("pxe:classes:salt-pxe-x", "this name is taken")],
    ),
    "subnet on an interface where nobody listens": (
        {f"{NET}:interface": "eth9"},
        [(f"pxe:{NET}:interface", "does not listen on eth9")],
    ),
    # DHCP
    "default above max lease": (
        {"dhcp:default_lease_time": 50000},
        [("pxe:dhcp:default_lease_time", "50000 is above max_lease_time 43200")],
    ),
    "default above inherited max lease": (
        {f"{NET}:default_lease_time": 50000},
        [(f"pxe:{NET}:default_lease_time", "50000 is above max_lease_time 43200")],
    ),
    "infinite default above max lease": (
        {"dhcp:default_lease_time": "infinite"},
        [("pxe:dhcp:default_lease_time", "inf is above max_lease_time 43200")],
    ),
    "minimum above max lease": (
        {"dhcp:min_lease_time": 50000},
        [("pxe:dhcp:min_lease_time", "is above max_lease_time")],
    ),
    "lease of minus one": (
        {"dhcp:max_lease_time": -1},
        [("pxe:dhcp:max_lease_time", "does not last for ever")],
    ),
    "lease in words nobody knows": (
        {"dhcp:max_lease_time": "forever"},
        [("pxe:dhcp:max_lease_time", "is not a lease time")],
    ),
    "lease said in two ways": (
        {"dhcp:lease_time": 600},
        [("pxe:dhcp", "lease_time sets default_lease_time and max_lease_time")],
    ),
    "unknown option": (
        {f"{NET}:options": {"ntp-server": "10.0.0.2"}},
        [(f"pxe:{NET}:options:ntp-server", 'there is no DHCP option "ntp-server"')],
    ),
    "option of another type": (
        {f"{NET}:options": {"time-offset": "soon"}},
        [(f"pxe:{NET}:options:time-offset", "is not a number from -2147483648")],
    ),
    "option said in two ways": (
        {f"{NET}:options": {"routers": "10.0.0.254"}},
        [(f"pxe:{NET}:options:routers", f"is also said by pxe:{NET}:routers")],
    ),
    "option of a host of another type": (
        {"hosts:web01:dhcp": {"options": {"ntp-servers": ["10.0.0.256"]}}},
        [("pxe:hosts:web01:dhcp:options:ntp-servers", "is not an IPv4 address")],
    ),
    "defined option that exists": (
        {"dhcp:option_definitions": {"domain-name": {"code": 224, "type": "text"}}},
        [("pxe:dhcp:option_definitions:domain-name", "this option is known already")],
    ),
    "defined options with one code": (
        {
            "dhcp:option_definitions": {
                "one": {"code": 224, "type": "text"},
                "two": {"code": 224, "type": "text"},
            }
        },
        [("pxe:dhcp:option_definitions:two:code", "224 is also the code of one")],
    ),
    "class without match": (
        {"classes:phones": {"match": {}}},
        [("pxe:classes:phones:match", "matches nothing")],
    ),
    # installation
    "password in plain text": (
        {"profiles:el9-web:rootpw": "hunter2"},
        [("pxe:profiles:el9-web:rootpw", "plain text is refused")],
    ),
    "user's password in plain text": (
        {"profiles:el9-web:users": {"ann": {"password": "hunter2"}}},
        [("pxe:profiles:el9-web:users:ann:password", "plain text is refused")],
    ),
    "install without a disk": (
        {"profiles:el9-web:disks": ABSENT},
        [("pxe:hosts:web01:disks", "no disk is named, and the host asks for an install")],
    ),
    "partition on a disk that is not named": (
        {
            "hosts:web01:storage": {
                "reqpart": True,
                "partitions": [{"mount": "/", "size": 4096, "disk": "sdb"}],
            }
        },
        [("pxe:hosts:web01:storage:partitions:0:disk", "sdb is not one of the disks")],
    ),
    "static without netmask": (
        {"hosts:web01:network": [{"bootproto": "static", "ip": "10.0.0.21"}]},
        [("pxe:hosts:web01:network:0", "ip and netmask belong together")],
    ),
    "static without any address": (
        {"hosts:web01:network": [{"bootproto": "static"}], "hosts:web01:fixed_address": ABSENT},
        [("pxe:hosts:web01:fixed_address", "is missing, and a static network")],
    ),
    "gateway elsewhere": (
        {
            "hosts:web01:network": [
                {
                    "bootproto": "static",
                    "ip": "10.0.0.21",
                    "netmask": "255.255.255.0",
                    "gateway": "10.0.1.254",
                }
            ]
        },
        [("pxe:hosts:web01:network:0:gateway", "10.0.1.254 is not in 10.0.0.0/24")],
    ),
    "netmask with holes": (
        {"hosts:web01:network": [{"bootproto": "static", "ip": "10.0.0.21", "netmask": "255.0.255.0"}]},
        [("pxe:hosts:web01:network:0", "is not a netmask")],
    ),
    "script that ends its section": (
        {"profiles:el9-web:post": "true\n%end\n%packages"},
        [("pxe:profiles:el9-web:post", "starts with %end")],
    ),
    "kernel line too long": (
        {"hosts:web01:kernel_args": [f"a{number}={'x' * 90}" for number in range(20)]},
        [("pxe:hosts:web01:kernel_args", "and the kernel reads 1900")],
    ),
    "repo that would serve the system": (
        {"repos:el9:source": "/etc/pki"},
        [("pxe:repos:el9:source", "is a folder of the system")],
    ),
    "repo that would serve everything": (
        {"repos:el9:source": "/"},
        [("pxe:repos:el9:source", "is a folder of the system")],
    ),
    "console that no loader knows": (
        {"server:console": "tty0"},
        [("pxe:server:console", "does not have the form")],
    ),
    # names and keys
    "unknown key": (
        {"hosts:web01:fixd_address": "10.0.0.9"},
        [("pxe:hosts:web01:fixd_address", "is not a key")],
    ),
    "unknown key of the site": ({"hots": {}}, [("pxe:hots", "is not a key")]),
    "unknown key in a list": (
        {"profiles:el9-web:post": [{"scrip": "x"}]},
        [("pxe:profiles:el9-web:post:0:scrip", "is not a key")],
    ),
    "repo's name leaves its folder": (
        {"repos:../../etc": {"source": "/srv/x"}},
        [("pxe:repos:../../etc", "is not a name")],
    ),
    "profile's name leaves its folder": (
        {"profiles:a/b": {"release": "RHEL9", "repo": "el9"}},
        [("pxe:profiles:a/b", "is not a name")],
    ),
    "repo's source relative": (
        {"repos:el9:source": "../x"},
        [("pxe:repos:el9:source", "is not an absolute path")],
    ),
    "server missing": ({"server": ABSENT}, [("pxe:server", "is missing")]),
    "address of the server missing": ({"server:address": ABSENT}, [("pxe:server:address", "is missing")]),
    "interface a number": (
        {"server:interfaces": [1]},
        [("pxe:server:interfaces:0", "is not a network interface")],
    ),
    "boolean that YAML did not make": (
        {"dhcp:authoritative": "yes"},
        [("pxe:dhcp:authoritative", "is not true or false")],
    ),
    "request that is no text": ({"hosts:web01:install": True}, [("pxe:hosts:web01:install", "is not text")]),
    "request with a line break": (
        {"hosts:web01:install": "CHG\n1"},
        [("pxe:hosts:web01:install", "line break")],
    ),
    "hosts a list": ({"hosts": ["web01"]}, [("pxe:hosts", "is not a mapping")]),
    "host empty": ({"hosts:web01": None}, [("pxe:hosts:web01", "is not a mapping")]),
    "DHCP server that is not served": (
        {"dhcp:backend": "dnsmasq"},
        [("pxe:dhcp:backend", '"dnsmasq" is not one of:')],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_with_its_path_and_what_is_wrong(fault: str) -> None:
    """A fault yields its own problems and no other, each with its path, a message, and a hint."""
    changes, expected = FAULTS[fault]
    with pytest.raises(PillarError) as raised:
        parse(changed(changes))
    found = raised.value.problems
    assert sorted(problem.path for problem in found) == sorted(path for path, _ in expected), raised.value
    for path, message in expected:
        assert any(problem.path == path and message in problem.message for problem in found), raised.value
    assert all(problem.hint for problem in found), raised.value


def test_a_good_site_comes_through() -> None:
    """The site that the faults are made in is valid, so that each fault is the only one."""
    site = parse({"pxe": SITE})
    assert isinstance(site, Site)
    assert site.hosts["web01"].mac == ("52:54:00:12:34:56",)
    assert site.minion_id("web02") == "web02"


def test_all_problems_come_at_once_in_the_order_of_the_pillar() -> None:
    """Faults of single values and of the whole are told together."""
    with pytest.raises(PillarError) as raised:
        parse(
            changed(
                {
                    "server:adress": "x",
                    "dhcp:default_lease_time": 50000,
                    f"{NET}:range": "10.0.0.9-10.0.0.8",
                    "hosts:web01:mac": 1,
                    "hosts:web02:profile": "nobody",
                }
            )
        )
    assert [problem.path for problem in raised.value.problems] == [
        "pxe:server:adress",
        "pxe:dhcp:default_lease_time",
        f"pxe:{NET}:range",
        "pxe:hosts:web01:mac",
        "pxe:hosts:web02:profile",
    ]


def test_the_error_reads_as_the_design_says() -> None:
    """The sentence names path, fault and remedy."""
    with pytest.raises(PillarError) as raised:
        parse(changed({"hosts:web01:mac": "52:54:00:12"}))
    assert str(raised.value.problems[0]) == (
        'pxe:hosts:web01:mac: "52:54:00:12" is not a MAC address '
        '(it has 4 octets, and that of a NIC has six: "aa:bb:cc:dd:ee:ff" is the form)'
    )


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("hosts:web01:fixed_adress", "did you mean fixed_address?"),
        ("server:adress", "did you mean address"),
        ("subnets:10.0.0.0/24:router", "did you mean routers?"),
        ("profiles:el9-web:timezones", "did you mean timezone?"),
    ],
)
def test_an_unknown_key_suggests_the_nearest(path: str, hint: str) -> None:
    """Did you mean?"""
    with pytest.raises(PillarError) as raised:
        parse(changed({path: "x"}))
    assert hint in raised.value.problems[0].hint


def test_serving_drops_exactly_the_bad_hosts() -> None:
    """One bad host is named and left out, the others stay."""
    served = parse_serving(changed({"hosts:web02:mac": 1, "hosts:web03": {"mac": "52:54:00:00:00:03"}}))
    assert list(served.site.hosts) == ["web01", "web03"]
    assert [problem.path for problem in served.problems] == ["pxe:hosts:web02:mac"]


def test_serving_drops_both_owners_of_a_mac() -> None:
    """Of two hosts with one MAC nobody can tell which is meant: neither is served."""
    served = parse_serving(changed({"hosts:web02:mac": "52:54:00:12:34:56"}))
    assert not served.site.hosts
    assert len(served.problems) == 2


def test_serving_refuses_a_bad_site_and_still_names_the_bad_hosts() -> None:
    """A bad subnet is nobody's single fault."""
    with pytest.raises(PillarError) as raised:
        parse_serving(changed({f"{NET}:range": "10.0.0.9-10.0.0.8", "hosts:web02:mac": 1}))
    assert {problem.path for problem in raised.value.problems} == {f"pxe:{NET}:range", "pxe:hosts:web02:mac"}


@pytest.mark.parametrize("pillar", [{}, {"pxe": None}, {"pxe": []}, {"pxe": "x"}])
def test_a_pillar_without_a_site_is_told_so(pillar: dict[str, object]) -> None:
    """The key is missing, or is no mapping."""
    with pytest.raises(PillarError) as raised:
        parse(pillar)
    assert raised.value.problems[0].path == "pxe"


def test_a_password_never_appears_in_an_error() -> None:
    """Neither plain text nor a damaged hash is repeated."""
    with pytest.raises(PillarError) as raised:
        parse(
            changed(
                {
                    "profiles:el9-web:rootpw": "Tr0ub4dor&3",
                    "profiles:el9-web:users": {"a": {"password": HASH + "!"}},
                }
            )
        )
    assert "Tr0ub4dor" not in str(raised.value)
    assert HASH not in str(raised.value)


def test_lease_time_infinite_is_said_in_words_and_warned_about_in_pools() -> None:
    """An infinite lease in a pool is allowed, and a warning names the pool."""
    site = parse(changed({"dhcp": {"lease_time": "infinite"}}))
    assert [(problem.path, problem.message) for problem in warnings(site)] == [
        (
            f"pxe:{NET}",
            "leases of this pool never end, so the pool runs out once every address was given away",
        )
    ]


def test_a_protected_host_that_asks_is_warned_about() -> None:
    """The request of a protected host is not an error, and it says that nothing will happen."""
    site = parse(changed({"hosts:web01:protected": "the only database"}))
    assert [problem.path for problem in warnings(site)] == ["pxe:hosts:web01:install"]


def test_formula_users_find_their_keys() -> None:
    """Shared networks, pools, classes, options, routes, ping-check, one lease per client: all are read."""
    site = parse(
        changed(
            {
                "dhcp": {
                    "ping_check": True,
                    "ping_timeout": 2,
                    "one_lease_per_client": True,
                    "ddns_updates": False,
                    "option_definitions": {"ipphone": {"code": 224, "type": "ip-addresses"}},
                    "options": {"time-offset": -3600, "ipphone": ["10.0.0.3"]},
                    "lease_time": 3600,
                },
                "classes:phones": {"match": {"vendor_class": "AAPBX", "mac_prefix": "00:11:22"}},
                "shared_networks:wire": {
                    "subnets": {"10.1.0.0/24": {"range": "10.1.0.9 10.1.0.20"}, "10.2.0.0/24": {}},
                    "pools": [{"range": ["10.2.0.9-10.2.0.20"], "deny": ["unknown", "phones"]}],
                },
                f"{NET}:static_routes": [{"network": "192.0.2.0/24", "gateway": "10.0.0.254"}],
                f"{NET}:interface": "eth1",
            }
        )
    )
    assert site.shared_networks["wire"].subnets["10.1.0.0/24"].range == ("10.1.0.9-10.1.0.20",)
    assert list(site.all_subnets()) == ["10.0.0.0/24", "10.1.0.0/24", "10.2.0.0/24"]


def test_a_site_is_frozen() -> None:
    """Nobody changes a value behind the door."""
    site = parse({"pxe": SITE})
    with pytest.raises(Exception, match="frozen"):
        site.hosts["web01"].install = "x"  # type: ignore[misc]


def test_the_schema_is_json_and_knows_every_key_of_the_site() -> None:
    """Editors get the same keys that the door reads."""
    found = json.loads(json.dumps(schema()))
    assert set(found["properties"]["pxe"]["properties"]) == set(Site.model_fields)
    assert found["$defs"]["Host"]["additionalProperties"] is False


def test_problem_is_a_triple() -> None:
    """Other programs may rely on path, message and hint."""
    assert Problem("pxe", "is missing", "add it")._asdict() == {
        "path": "pxe",
        "message": "is missing",
        "hint": "add it",
    }
