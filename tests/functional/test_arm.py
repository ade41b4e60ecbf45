"""Is one machine armed at once just as a run of the states would do it? With the real daemons of Debian."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import Authority
from tests.functional.conftest import Run
from tests.functional.test_states import DAEMONS, STATES, changes, results, site
from tests.site import HASH

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

MAC = "52:54:00:12:34:57"
OWN_FILES = {
    "/srv/pxe/armed/52:54:00:12:34:57",
    "/srv/pxe/ks/bound/10.0.0.22-52:54:00:12:34:57",
    "/srv/tftp/grub/system/52:54:00:12:34:57.cfg",
    "/srv/tftp/pxelinux.cfg/01-52-54-00-12-34-57",
}


def asking(given: dict[str, Any], host: str, request: str | None) -> dict[str, Any]:
    """Return a site in which a host asks for this install."""
    found = deepcopy(given)
    found["hosts"][host].pop("install", None)
    if request:
        found["hosts"][host]["install"] = request
    return found


def test_a_machine_is_armed_as_a_run_of_the_states_would_do_it(run: Run, media: Path) -> None:
    """Its files are written and the daemons started; after it neither arming again nor the states change anything."""
    idle = asking(site(media), "web01", None)
    wanted = asking(idle, "web02", "CHG2")
    arm = {"site": wanted, "arm": ["web02", "CHG2"]}
    first, armed, again, after, disarmed, over = run(
        {"site": idle, "states": STATES},
        arm,
        arm,
        {"site": wanted, "states": STATES},
        {"disarm": "web02"},
        arm,
    )
    assert first["running"] == dict.fromkeys(DAEMONS, False)
    assert armed["armed"], armed
    assert set(armed["changed"]) == set(armed["files"]) == OWN_FILES
    assert set(armed["started"]) == DAEMONS
    assert armed["running"] == dict.fromkeys(DAEMONS, True)
    assert HASH not in str(armed)
    assert (again["armed"], again["changed"], again["daemons"]) == (True, [], {})
    assert results(after) == dict.fromkeys(STATES, True)
    assert not any(changes(after).values())
    assert disarmed["was_armed"]
    assert set(disarmed["stopped"]) == DAEMONS
    assert not over["armed"]
    assert "is over on this server" in over["error"]
    assert over["running"] == dict.fromkeys(DAEMONS, False)


def test_a_new_machine_gets_its_address_and_the_others_are_left_alone(run: Run, media: Path) -> None:
    """dhcpd is restarted for a host that it does not know; no file of another armed machine is written again."""
    before = site(media)
    wanted = deepcopy(before)
    wanted["hosts"]["new01"] = {
        "mac": "52:54:00:12:34:99",
        "fixed_address": "10.0.0.29",
        "profile": "el9-web",
        "install": "CHG9",
    }
    stamp = "find /srv /var/lib/salt-pxe -newer /run/stamp -name '*56*' -type f | grep . && exit 1; true"
    _, _, armed, _, after = run(
        {"site": before, "states": STATES},
        {"shell": "touch /run/stamp"},
        {"site": wanted, "arm": ["new01", "CHG9"]},
        {"shell": stamp},
        {"site": wanted, "states": STATES},
    )
    assert armed["daemons"] == {"isc-dhcp-server": "restarted"}, armed
    assert armed["started"] == []
    assert armed["running"] == dict.fromkeys(DAEMONS, True)
    assert not any(changes(after).values())


def test_where_strangers_install_an_armed_machine_gets_a_file_in_place_of_its_own(
    run: Run, media: Path
) -> None:
    """The file that boots its disk is replaced, and is there again when it is disarmed."""
    menu = {"unknown": "menu", "profiles:el9-web:install_unknown": True}
    idle = site(media, **menu)
    wanted = asking(idle, "web02", "CHG2")
    _, armed, after, _, rest = run(
        {"site": idle, "states": STATES},
        {"site": wanted, "arm": ["web02", "CHG2"]},
        {"site": wanted, "states": STATES},
        {"disarm": "web02"},
        {"site": idle, "states": STATES},
    )
    assert armed["armed"], armed
    assert not any(changes(after).values())
    assert not any(changes(rest).values())


@pytest.mark.parametrize(
    ("change", "host", "request_", "says"),
    [
        ({}, "web09", "CHG2", "web09 is not in the pillar"),
        ({}, "web02", "CHG2", "web02 asks for None, and not for 'CHG2'"),
        ({"hosts:web02:install": "CHG1"}, "web02", "CHG2", "asks for 'CHG1'"),
        ({"hosts:web02:mac": "52:54"}, "web02", "CHG2", "pxe:hosts:web02:mac"),
        ({"hosts:web02:install": "CHG2", "hosts:web02:protected": "payroll"}, "web02", "CHG2", "payroll"),
        ({"hosts:web02:install": "CHG2", "server:max_armed": 1}, "web02", "CHG2", "max_armed is 1"),
        ({"hosts:web02:install": "CHG2", "hosts:web02:disks": ["sdb"], "profiles:el9-web:storage": {
            "reqpart": True, "partitions": [{"mount": "/", "size": 4096, "disk": "sda"}]}},
         "web02", "CHG2", "pxe:hosts:web02"),
        ({"repos:el8": {"source": "/srv/none/el8"}, "profiles:el8": {
            "release": "RHEL8", "repo": "el8", "rootpw": HASH, "disks": ["sda"]},
          "hosts:web02:profile": "el8", "hosts:web02:install": "CHG2"}, "web02", "CHG2",
         "/srv/tftp/pxe/el8/vmlinuz, which the install of web02 needs"),
        ({}, "../../etc", "CHG2", "is not in the pillar"),
    ],
)  # fmt: skip
def test_what_may_not_be_armed_is_refused_with_its_reason(
    run: Run, media: Path, change: dict[str, Any], host: str, request_: str, says: str
) -> None:
    """A refusal is data, writes no file of the machine, and starts nothing."""
    idle = asking(site(media), "web01", None)
    wanted = site(media, **change)
    _, refused, _ = run(
        {"site": idle, "states": STATES},
        {"site": wanted, "arm": [host, request_]},
        {"shell": "! ls /srv/tftp/pxelinux.cfg/01-* /var/lib/salt-pxe/armed/*"},
    )
    assert says in refused["error"]
    assert refused["armed"] is False


def test_a_server_that_was_never_published_arms_nobody(run: Run, media: Path) -> None:
    """Without the shared boot files there is nothing to arm a machine on."""
    (refused,) = run({"site": site(media), "arm": ["web01", "CHG0012345"]})
    assert "apply the state pxe" in refused["error"]
    assert refused["running"] == dict.fromkeys(DAEMONS, False)


def test_a_daemon_that_fails_is_told_beside_what_was_published(run: Run, media: Path) -> None:
    """dhcpd cannot start: the answer says so in its words, and that the machine is armed none the less."""
    idle = asking(site(media), "web01", None)
    wanted = asking(idle, "web02", "CHG2")
    wanted["subnets"] = {"10.9.0.0/24": {"range": ["10.9.0.10-10.9.0.20"], "routers": ["10.9.0.1"]}}
    for one in wanted["hosts"].values():
        del one["fixed_address"]
    _, armed = run({"site": idle, "states": STATES}, {"site": wanted, "arm": ["web02", "CHG2"]})
    assert armed["armed"]
    assert "isc-dhcp-server" in armed["error"]
    assert not armed["running"]["isc-dhcp-server"]


def test_a_machine_that_is_armed_when_the_site_got_tls_finds_its_ca(
    run: Run, media: Path, tmp_path: Path
) -> None:
    """Arming alone brings nginx's new configuration and the second initrd, before the boot files that name it."""
    authority = Authority(tmp_path)
    made = authority.issue("IP:10.0.0.7")
    idle = asking(site(media), "web01", None)
    wanted = asking(idle, "web02", "CHG2")
    wanted["server"]["tls"] = {
        "certificate": str(made.certificate),
        "certificate_key": str(made.key),
        "ca_certificate": authority.pem,
    }
    _, armed, after = run(
        {"site": idle, "states": STATES},
        {"site": wanted, "arm": ["web02", "CHG2"]},
        {"site": wanted, "states": STATES},
    )
    assert armed["armed"], armed
    assert {"/srv/tftp/pxe/_ca.img", *OWN_FILES} == set(armed["changed"])
    assert not any(changes(after).values())
