"""What the kickstart installer answers to the plug."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kernel_line import KernelLine
from salt_pxe.installers.kickstart.kind import KIND
from salt_pxe.installers.plug import INSTALLERS, THE_FILE
from salt_pxe.pillar import parse
from salt_pxe.site.profiles.release import Release
from tests.site import changed
from tests.unit.installers.kickstart.rendered_site import installed

MAC = "52:54:00:12:34:56"


def test_its_word_is_pillar_s_and_meant_where_pillar_names_none() -> None:
    """It has one answer file a machine."""
    assert INSTALLERS.get("kickstart") is KIND and INSTALLERS.default == ("kickstart",)
    assert KIND.files == (THE_FILE,)


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("RHEL9", Release("el", "9")),
        ("Rocky8.10", Release("el", "8")),
        ("Fedora 42", Release("fedora", "42")),
        ("RHEL6", None),
        ("Debian12", None),
    ],
)
def test_a_rebuild_is_the_release_that_it_rebuilds(name: str, release: Release | None) -> None:
    """Another system is none that it knows."""
    assert KIND.release(name) == release


def test_an_older_release_needs_less_memory() -> None:
    """As its documentation says, and more since RHEL 9."""
    assert [KIND.memory_mb(Release("el", version)) for version in ("7", "8", "9", "10")] == [
        2048,
        2048,
        3072,
        3072,
    ]
    assert KIND.memory_mb(Release("fedora", "42")) == 3072


@pytest.mark.parametrize(
    ("mode", "verify", "mac", "more"),
    [
        ("text", True, MAC, ("BOOTIF=01-52-54-00-12-34-56", "inst.text")),
        ("graphical", True, None, ()),
        ("cmdline", False, None, ("inst.cmdline", "inst.noverifyssl", "rd.noverifyssl")),
    ],
)
def test_the_kernel_line_has_the_words_of_anaconda(
    mode: str, verify: bool, mac: str | None, more: tuple[str, ...]
) -> None:
    """Always with the prefix `inst.`, which releases before RHEL 9 did not insist on."""
    assert KIND.kernel_arguments(KernelLine("http://r/", "http://k", mac, mode, verify)) == (
        "inst.repo=http://r/",
        "inst.ks=http://k",
        "inst.ks.sendmac",
        "ip=dhcp",
        *more,
    )


def test_its_file_passes_its_own_check_and_a_spoilt_one_does_not() -> None:
    """The check is pykickstart's, and what was to be said."""
    what = installed({})
    files = KIND.answer_files(what, str)
    assert list(files) == [THE_FILE] and KIND.problems(what, files, str) == []
    assert KIND.problems(what, {THE_FILE: files[THE_FILE].replace("lang ", "lng ")}, str)


def test_there_is_nothing_in_a_profile_that_it_cannot_do() -> None:
    """A profile's keys were named after its commands."""
    assert list(KIND.refusals(parse(changed({})), "el9-web")) == []
