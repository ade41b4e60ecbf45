"""What each machine boots, apart from any file format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salt_pxe.boot import Install, Local, Menu, decide
from salt_pxe.boot.decision import CA_INITRD, unknown_boots
from salt_pxe.installers.kernel_line import bootif
from salt_pxe.pillar import parse
from tests.certificates import Authority
from tests.site import SITE, changed

MAC, OTHER, STRANGER = "52:54:00:12:34:56", "52:54:00:12:34:57", "52:54:00:99:99:99"
WILD = {**SITE["profiles"]["el9-web"], "install_unknown": True}


def test_an_armed_host_installs_from_its_own_kickstart_over_the_nic_that_boots() -> None:
    """The kernel line names repo, kickstart and NIC, always with the inst. prefix."""
    owner, decision = decide(parse(changed({})), MAC, {"web01": "CHG0012345"})
    assert owner == "web01"
    assert decision == Install(
        "pxe/el9/vmlinuz",
        "pxe/el9/initrd.img",
        (
            "inst.repo=http://10.0.0.7/pxe/repo/el9/",
            f"inst.ks=http://10.0.0.7/pxe/ks/{MAC}",
            "inst.ks.sendmac",
            "ip=dhcp",
            "BOOTIF=01-52-54-00-12-34-56",
            "inst.text",
        ),
        f"http://10.0.0.7/pxe/ks/{MAC}",
    )


def test_arguments_of_profile_and_host_come_last_in_this_order() -> None:
    """What an operator adds comes behind what salt-pxe says, so that it is what the kernel hears last."""
    changes = {
        "profiles:el9-web:kernel_args": ["a=1", "b"],
        "profiles:el9-web:mode": "cmdline",
        "hosts:web01:kernel_args": "a=2",
    }
    _, decision = decide(parse(changed(changes)), MAC, {"web01": "x"})
    assert isinstance(decision, Install)
    assert decision.args[-4:] == ("inst.cmdline", "a=1", "b", "a=2")


def test_every_mac_of_an_armed_host_installs_by_itself() -> None:
    """Each NIC has its own kickstart URL and BOOTIF."""
    site = parse(changed({"hosts:web01:mac": [MAC, STRANGER]}))
    _, decision = decide(site, STRANGER, {"web01": "x"})
    assert isinstance(decision, Install)
    assert decision.answers_url.endswith(f"/ks/{STRANGER}")
    assert f"BOOTIF={bootif(STRANGER)}" in decision.args


@pytest.mark.parametrize(
    ("more", "ca", "careless"),
    [({}, None, False), ({"ca": True}, CA_INITRD, False), ({"ca": True, "verify": False}, None, True)],
    ids=["a public CA", "a CA of one's own", "any certificate"],
)
def test_by_tls_an_installer_is_told_whom_to_believe(
    tmp_path: Path, more: dict[str, Any], ca: str | None, careless: bool
) -> None:
    """A CA that it does not know comes in a second initrd; it takes any certificate where pillar says so alone."""
    tls = {"certificate": "/etc/pxe/server.pem", "certificate_key": "/etc/pxe/server.key", **more}
    if tls.pop("ca", False):
        tls["ca_certificate"] = Authority(tmp_path).pem
    _, decision = decide(parse(changed({"server:tls": tls})), MAC, {"web01": "x"})
    assert isinstance(decision, Install)
    assert decision.ca == ca
    assert ("inst.noverifyssl" in decision.args) is careless


@pytest.mark.parametrize("unknown", ["local", "menu", "wild"])
def test_a_declared_host_that_is_not_armed_boots_its_disk(unknown: str) -> None:
    """Whatever strangers boot, a declared host without an open request boots its disk."""
    site = parse(changed({"unknown": unknown, "profiles:wild": WILD}))
    assert decide(site, OTHER, {"web01": "x"}) == ("web02", Local())


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({}, Local()),
        ({"unknown": "menu"}, Local()),
        ({"unknown": "menu", "profiles:b": WILD, "profiles:a": WILD}, Menu(("a", "b"))),
    ],
)
def test_a_stranger_boots_by_the_policy(changes: dict[str, Any], decision: Local | Menu) -> None:
    """Local by default; a menu offers only the profiles that allow it, and is none without any."""
    site = parse(changed(changes))
    assert unknown_boots(site) == decision
    assert decide(site, STRANGER, {}) == (None, decision)


def test_a_stranger_installs_where_the_policy_is_a_profile() -> None:
    """The profile's own kickstart is named; the NIC is not, for nobody knows it."""
    decision = unknown_boots(parse(changed({"unknown": "wild", "profiles:wild": WILD})))
    assert isinstance(decision, Install)
    assert decision.answers_url == "http://10.0.0.7/pxe/ks/profile/wild"
    assert not [arg for arg in decision.args if arg.startswith("BOOTIF=")]
