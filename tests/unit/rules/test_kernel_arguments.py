"""Kernel arguments that salt-pxe or a loader sets itself are nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.boot.decision import host_install
from salt_pxe.installers.plug import INSTALLERS
from salt_pxe.pillar import PillarError, parse
from salt_pxe.rules import kernel_arguments
from salt_pxe.site.problem import Problem
from tests.kinds.installers.keyvalue import kind as keyvalue
from tests.site import changed, small_site

MAC = "52:54:00:12:34:56"


@pytest.mark.parametrize(
    "argument",
    [
        "inst.ks=http://x/ks",
        "ks",
        "inst.repo=http://x/",
        "BOOTIF=01-52-54-00-00-00-01",
        "initrd=x",
        "BOOT_IMAGE=x",
    ],
)
@pytest.mark.parametrize("whose", ["hosts:web01", "profiles:el9-web"])
def test_what_is_ours_is_refused(whose: str, argument: str) -> None:
    """At the very argument, in a profile as at a host."""
    with pytest.raises(PillarError) as refused:
        parse(changed({f"{whose}:kernel_args": ["quiet", argument]}))
    assert [problem.path for problem in refused.value.problems] == [f"pxe:{whose}:kernel_args:1"]


def test_an_address_of_the_operators_own_takes_the_place_of_ours() -> None:
    """There are never two, and the rest of the line stays."""
    own = "ip=10.0.0.21::10.0.0.254:255.255.255.0:web01:eth0:none"
    before = host_install(parse(changed({})), "web01", MAC).args
    after = host_install(parse(changed({"hosts:web01:kernel_args": [own]})), "web01", MAC).args
    assert "ip=dhcp" in before
    assert after == (*(argument for argument in before if argument != "ip=dhcp"), own)


def test_what_is_said_twice_alike_stands_there_once() -> None:
    """As the operator has it: at the end."""
    site = parse(changed({"profiles:el9-web:mode": "text", "hosts:web01:kernel_args": ["inst.text"]}))
    assert host_install(site, "web01", MAC).args.count("inst.text") == 1


@pytest.mark.parametrize("argument", ["inst.ksx=1", "ksm=1", "bootif=1", "inst.stage2=http://x/"])
def test_what_is_nobodys_is_taken(argument: str) -> None:
    """A name that only looks alike is another one."""
    assert parse(changed({"hosts:web01:kernel_args": [argument]})).hosts["web01"].kernel_args == (argument,)


def test_the_same_place_by_an_older_name_is_taken() -> None:
    """Another installer that reads the same answers may know it by that name alone."""
    own = f"ks=http://10.0.0.7/pxe/ks/{MAC}"
    assert parse(changed({"hosts:web01:kernel_args": [own]})).hosts["web01"].kernel_args == (own,)


def faults(changes: dict[str, Any]) -> list[str]:
    """Return the path of each argument that stops the install."""
    return [problem.path for problem in kernel_arguments.faults(small_site(changes))]


def test_what_stops_the_install_is_told_where_it_stands() -> None:
    """Once, though many hosts have the profile; a host's are read behind its profile's."""
    assert faults({"profiles:el9-web:kernel_args": ["quiet", "inst.rescue"]}) == [
        "pxe:profiles:el9-web:kernel_args:1"
    ]
    two = {"profiles:el9-web:kernel_args": ["ip=dhcp"], "hosts:web01:kernel_args": ["quiet", "ip=eth1:dhcp"]}
    assert faults(two) == ["pxe:hosts:web01:kernel_args:1"]
    assert faults({**two, "profiles:el9-web:kernel_args": ["ip=eth0:dhcp"]}) == []


def test_what_a_profile_leaves_to_its_hosts_is_told_where_one_does_not_say_it() -> None:
    """Of a host without arguments of its own the profile's count alone."""
    profile = {"profiles:el9-web:kernel_args": ["bootdev=eth0"]}
    hosts = {f"hosts:{name}:kernel_args": ["ip=eth0:dhcp"] for name in ("web01", "web02")}
    assert faults({**profile, **hosts}) == []
    assert faults({**profile, "hosts:web01:kernel_args": ["ip=eth0:dhcp"]}) == [
        "pxe:profiles:el9-web:kernel_args:0"
    ]


def test_what_may_be_meant_is_a_warning() -> None:
    """And no refusal."""
    site = small_site({"hosts:web01:kernel_args": ["inst.nokill"]})
    assert list(kernel_arguments.faults(site)) == []
    assert [problem.path for problem in kernel_arguments.cautions(site)] == ["pxe:hosts:web01:kernel_args:0"]


def test_each_installer_reads_its_own_arguments() -> None:
    """What one does not know says nothing to it."""
    with INSTALLERS.registered(keyvalue.KIND):
        site = small_site(
            {"profiles:el9-web:installer": "key-value", "hosts:web01:kernel_args": ["dry", "inst.rescue"]}
        )
        assert [problem.path for problem in kernel_arguments.faults(site)] == [
            "pxe:hosts:web01:kernel_args:0"
        ]


@pytest.mark.parametrize("profile", ["el9-web", None])
def test_what_is_ours_is_told_with_what_to_do(profile: str | None) -> None:
    """As it is written, at a host without a profile too."""
    says = {"kernel_args": ["inst.ks=http://x/ks"], "profile": profile}
    host = {"mac": "52:54:00:12:34:58", **{key: value for key, value in says.items() if value}}
    (found,) = kernel_arguments.ours(small_site({"hosts:web03": host}))
    assert found == Problem(
        "pxe:hosts:web03:kernel_args:0",
        '"inst.ks=http://x/ks" says what salt-pxe says on this kernel line itself',
        INSTALLERS.get("kickstart").own_arguments["inst.ks"],
    )


def test_a_place_is_all_that_stands_behind_the_first_equals_sign() -> None:
    """One that only ends like the host's own is another."""
    site = small_site({"hosts:web01:kernel_args": [f"ks=a=http://10.0.0.7/pxe/ks/{MAC}"]})
    assert [problem.path for problem in kernel_arguments.ours(site)] == ["pxe:hosts:web01:kernel_args:0"]
