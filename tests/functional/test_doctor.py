"""Does pxe.check see what operators get wrong, on a system where it really is wrong?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.functional.conftest import Run
from tests.functional.test_states import STATES, site

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

TFTP, KS = "/srv/tftp", "/srv/pxe/ks"


def found(report: list[dict[str, str]], *statuses: str) -> dict[str, str]:
    """Return check to message of the findings with one of these statuses."""
    return {one["check"]: one["message"] for one in report if one["status"] in statuses}


def test_a_server_as_the_states_left_it_has_no_errors(run: Run, media: Path) -> None:
    """After an apply nothing is wrong, and every finding that is not ok has a remedy."""
    whole = site(media)
    applied, report = run({"site": whole, "states": STATES}, {"site": whole, "check": True})
    assert all(ret["result"] for ret in applied["states"].values()), applied
    assert found(report, "error", "warning") == {}
    checks = {one["check"] for one in report}
    assert {
        "next-server",
        "interface",
        "port",
        "pool",
        "loader",
        "repo",
        "other-dhcp",
        "service",
        "secret",
    } <= checks


def test_before_the_first_apply_it_says_what_is_missing(run: Run, media: Path) -> None:
    """Loaders, kernels and running daemons are missing, each with its remedy, worst first."""
    (report,) = run({"site": site(media), "check": False})
    assert {"loader", "kernel", "service"} <= found(report, "error").keys()
    assert all(one["remedy"] for one in report if one["status"] != "ok")
    order = [one["status"] for one in report]
    assert order == sorted(order, key=["error", "warning", "ok"].index)


MISTAKES = [
    (f"echo x >> {TFTP}/pxelinux.0", "loader", "pxelinux.0 differs"),
    (f"rm {TFTP}/ldlinux.c32", "loader", "ldlinux.c32 is missing"),
    (f"echo x > {TFTP}/pxe/el9/vmlinuz", "kernel", "vmlinuz: replaced"),
    (f"chmod o+r {KS}/*/*:56", "secret", "can be read by everybody"),
    (f"rm {KS}/*/*:56", "published", "are not as pillar says"),
    (
        f"echo LABEL > {TFTP}/pxelinux.cfg/01-52-54-00-AA-BB-CC",
        "foreign-file",
        "asks for 01-52-54-00-aa-bb-cc",
    ),
    (f"echo LABEL > {TFTP}/pxelinux.cfg/52:54:00:aa:bb:cd", "foreign-file", "asks for 01-52-54-00-aa-bb-cd"),
    (f"echo LABEL > {TFTP}/pxelinux.cfg/01-52-54-00-aa-bb-cc", "foreign-file", "is not ours"),
    ("pkill -x in.tftpd", "service", "tftpd-hpa does not run"),
    (
        "pkill -x nginx; sleep 0.5; python3 -m http.server 80 >/dev/null 2>&1 & sleep 1",
        "port",
        "python3 listens on tcp",
    ),
    ("ip link set other down", "interface", "no carrier"),
    ("ip address add 10.0.0.9/24 dev eth1 && ip address del 10.0.0.7/24 dev eth1", "next-server", "PXE-E11"),
    ("ip address flush dev eth1", "interface", "no address"),
    ("ip link set eth1 down", "interface", "eth1 is down"),
    ("ip link set eth1 name eth5", "interface", "eth1 is not there"),
]


def test_each_mistake_is_found(run: Run, media: Path) -> None:
    """One mistake after the other is made on a server that was in order; each is found by its check, and named."""
    whole = site(media)
    steps = [[{"shell": spoil}, {"site": whole, "check": False}] for spoil, _, _ in MISTAKES]
    _, *reports = run({"site": whole, "states": STATES}, *(one for step in steps for one in step))
    for (spoil, check, says), report in zip(MISTAKES, reports[1::2], strict=True):
        messages = [one["message"] for one in report if one["check"] == check and one["status"] != "ok"]
        assert any(says in message for message in messages), f"{spoil}: {messages}"


@pytest.mark.parametrize(
    ("changes", "check", "says"),
    [
        (
            {"subnets:10.0.0.0/24:range": ["10.0.0.150-10.0.0.150"], "hosts:web01": "leased"},
            "pool",
            "1 of 1 are free",
        ),
        ({"hosts:web02:mac": "52:54"}, "refused", "pxe:hosts:web02:mac"),
        ({"profiles:el9-web:finish": "halt"}, "finish", "waits for somebody"),
        ({"subnets:10.0.0.0/24:next_server": "10.0.0.99"}, "next-server", "10.0.0.99 is another machine"),
    ],
)
def test_a_mistake_of_pillar_is_found(
    run: Run, media: Path, changes: dict[str, Any], check: str, says: str
) -> None:
    """What pillar alone shows is found without anything being applied."""
    leased = {"mac": "52:54:00:12:34:56", "profile": "el9-web", "install": "CHG1"}
    wanted = {key: leased if value == "leased" else value for key, value in changes.items()}
    (report,) = run({"site": site(media, **wanted), "check": False})
    messages = [one["message"] for one in report if one["check"] == check and one["status"] != "ok"]
    assert any(says in message for message in messages), report


def test_daemons_that_run_for_nothing_are_a_warning(run: Run, media: Path) -> None:
    """With nothing armed and services: while_armed, a running daemon is named."""
    armed, idle = site(media), site(media)
    del idle["hosts"]["web01"]["install"]
    _, report = run({"site": armed, "states": STATES}, {"site": idle, "check": False})
    assert "runs although nothing is armed" in found(report, "warning")["service"]
