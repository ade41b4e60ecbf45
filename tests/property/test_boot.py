"""Does a value ever become a directive of pxelinux or a command of GRUB, or arm a machine?"""

from __future__ import annotations

import subprocess
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from salt_pxe.boot.decision import Install, Local, decide
from salt_pxe.pillar import parse
from salt_pxe.render import boot_tree, disarmed_files
from salt_pxe.services.family import DEBIAN
from tests.property.boot_tokens import grub, pxelinux
from tests.property.hostile import hostile, such_as_pass, trees, twins
from tests.site import SITE, changed

BOOT_PLACES = (
    *(
        "profile",
        "repo",
        "folder",
        "url",
        "kernel argument",
        "host's kernel argument",
        "console",
        "request",
        "host",
    ),
    *("host comment", "host filename"),
)
unknowns = st.sampled_from(["local", "menu"])


anywhere = st.dictionaries(st.sampled_from(BOOT_PLACES), hostile, min_size=1, max_size=3)


def test_no_value_becomes_a_directive() -> None:
    """Every boot configuration has the structure of its inert twin's, words between apostrophes aside."""
    passed: Counter[bool] = Counter()

    @given(such_as_pass(BOOT_PLACES) | such_as_pass(BOOT_PLACES) | anywhere, unknowns)
    @example({"kernel argument": "x='", "host's kernel argument": "-"}, "menu")
    @example({"kernel argument": "\nLABEL evil", "host": "a\nb"}, "menu")
    @example({"console": "'; reboot"}, "menu")
    @settings(max_examples=400, deadline=None)
    def is_inert(texts: dict[str, str], unknown: str) -> None:
        sites = twins(texts, unknown=unknown)
        passed[sites is not None] += 1
        if sites is not None:
            _have_one_structure(*map(trees, sites))

    is_inert()
    assert passed[True] >= passed.total() / 2, passed


def _have_one_structure(hostile_files: dict[str, str], inert_files: dict[str, str]) -> None:
    assert hostile_files.keys() == inert_files.keys()
    serial = {"SERIAL", "serial", "terminal_input", "terminal_output"}
    for path, content in hostile_files.items():
        if "pxelinux.cfg" in path:
            found, meant = pxelinux(content), pxelinux(inert_files[path])
            assert [one for one in found if one[0] not in serial] == [
                one for one in meant if one[0] not in serial
            ]
        elif "grub" in path:
            found_words = grub(_without_serial(content))
            assert found_words == grub(_without_serial(inert_files[path]))


def _without_serial(script: str) -> str:
    """Return a script without the lines for the serial port, which a console that is no serial port does not have."""
    return "".join(row for row in script.splitlines(True) if not row.startswith(("serial --", "terminal_")))


def test_grub_reads_every_script() -> None:
    """GRUB's own parser accepts the dispatcher and the machines' files, whatever the values."""
    passed: Counter[bool] = Counter()

    @given(such_as_pass(BOOT_PLACES), unknowns)
    @settings(max_examples=40, deadline=None)
    def is_read(texts: dict[str, str], unknown: str) -> None:
        sites = twins(texts, unknown=unknown)
        passed[sites is not None] += 1
        for path, content in trees(sites[0]).items() if sites else ():
            if "grub" in path and path.startswith("Debian:"):
                subprocess.run(["grub-script-check"], input=content.encode(), check=True)

    is_read()
    assert passed[True] >= passed.total() * 3 / 4, passed


@st.composite
def armed_sites(draw: st.DrawFn) -> tuple[dict[str, object], set[str]]:
    """Draw a pillar of some hosts, each with one to three MAC addresses, and which of them are armed."""
    names = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1))
    armed = set(draw(st.lists(st.sampled_from(names), unique=True)))
    numbers = iter(range(100))
    hosts = {
        name: {
            "mac": [f"52:54:00:00:00:{next(numbers):02x}" for _ in range(draw(st.integers(1, 3)))],
            "profile": "el9-web",
            **({"install": "now"} if name in armed else {}),
        }
        for name in names
    }
    unknown = draw(st.sampled_from(["local", "menu", "el9-web"]))
    loaders = draw(st.sampled_from([["bios"], ["uefi"], ["bios", "uefi"]]))
    profile = {**SITE["profiles"]["el9-web"], "install_unknown": unknown == "el9-web" or draw(st.booleans())}
    return changed(
        {"hosts": hosts, "unknown": unknown, "server:loaders": loaders, "profiles:el9-web": profile}
    ), armed


@given(armed_sites())
@settings(max_examples=200, deadline=None)
def test_only_armed_hosts_install_and_disarming_makes_the_tree_of_the_disarmed(
    drawn: tuple[dict[str, object], set[str]],
) -> None:
    """A declared host's file installs if and only if the host is armed; disarming one gives the tree without it."""
    pillar, armed_names = drawn
    site = parse(pillar)
    armed = dict.fromkeys(armed_names, "now")
    tree = boot_tree(site, armed, DEBIAN)
    for name, host in site.hosts.items():
        for mac in host.mac:
            owner, decision = decide(site, mac, armed)
            assert owner == name
            assert isinstance(decision, Install if name in armed else Local)
            own = [
                file.content for path, file in tree.items() if mac in path or mac.replace(":", "-") in path
            ]
            assert all((b"inst.ks" in content) == (name in armed) for content in own)
            assert len(own) == (len(site.server.loaders) if name in armed or site.unknown != "local" else 0)
    for name in armed_names:
        after = dict(tree)
        for mac in site.hosts[name].mac:
            for path, file in disarmed_files(site, mac, DEBIAN).items():
                after.pop(path, None)
                if file is not None:
                    after[path] = file
        assert after == boot_tree(site, dict.fromkeys(armed_names - {name}, "now"), DEBIAN)


@pytest.mark.parametrize(
    "text", ["DEFAULT x\n", "LABEL a\nLABEL A\n", "LABEL a b\n", "KERNEL a\rAPPEND b\nINCLUDE c\n"]
)
def test_the_structural_check_sees_what_pxelinux_would_act_on(text: str) -> None:
    """The check that these properties rest on fails for what it is there to find."""
    with pytest.raises(ValueError, match=r"pxelinux would|labels"):
        pxelinux(text)
