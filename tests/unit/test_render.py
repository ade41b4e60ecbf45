"""A whole site becomes exactly the tree that is kept for it."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.pillar import parse
from salt_pxe.render import boot_tree, disarmed_files
from salt_pxe.services.family import DEBIAN, FAMILIES, REDHAT
from salt_pxe.site.artefact import MARK, is_ours
from tests.golden import cases, expected, made
from tests.site import SITE, changed

TREES = cases(*FAMILIES)
ARMED = {"web01": "CHG0012345"}
WILD = {**SITE["profiles"]["el9-web"], "install_unknown": True}
BIOS = {"/srv/tftp/pxelinux.cfg/default", "/srv/tftp/pxelinux.cfg/01-52-54-00-12-34-56"}
UEFI = {"/srv/tftp/grub/grub.cfg", "/srv/tftp/grub.cfg", "/srv/tftp/grub/system/52:54:00:12:34:56.cfg"}
CONF = {"/etc/default/tftpd-hpa"}


def texts(changes: dict[str, Any], armed: dict[str, str] = ARMED) -> dict[str, str]:
    """Return the boot tree of the small site with these changes, on Debian."""
    return {
        path: file.content.decode()
        for path, file in boot_tree(parse(changed(changes)), armed, DEBIAN).items()
    }


@pytest.mark.parametrize(("case", "family"), TREES, ids="-".join)
def test_a_site_becomes_the_tree_that_is_kept_for_it(case: str, family: str) -> None:
    """Every file, byte by byte, with mode and owner; `python -m tests.golden` writes the trees anew."""
    found, wanted = made(case, family), expected(case, family)
    assert found.keys() == wanted.keys()
    for path in wanted:
        assert found[path].decode() == wanted[path].decode(), path


def test_there_are_trees_for_both_families() -> None:
    """The cases are found, and none of the families is forgotten."""
    assert {family for _, family in TREES} == {"Debian", "RedHat"}


@pytest.mark.parametrize(
    ("loaders", "paths"),
    [("bios", BIOS | CONF), ("uefi", UEFI | CONF), (["bios", "uefi"], BIOS | UEFI | CONF)],
)
def test_only_what_the_served_firmware_reads_is_there(loaders: Any, paths: set[str]) -> None:
    """Each firmware has its default and a file for the armed host; a firmware that is not served has none."""
    assert texts({"server:loaders": loaders}).keys() == paths


def test_every_file_is_marked_as_ours() -> None:
    """The mark stands in the first lines of every file, of either family."""
    for family in (DEBIAN, REDHAT):
        for path, file in boot_tree(
            parse(changed({"unknown": "menu", "profiles:w": WILD})), ARMED, family
        ).items():
            assert is_ours(file.content), path
            assert file.content.startswith(f"# {MARK}\n".encode()), path


@pytest.mark.parametrize("unknown", ["menu", "wild"])
def test_where_strangers_may_install_each_declared_host_has_a_file_that_does_not(unknown: str) -> None:
    """The default then installs or offers it, so the idle host needs a file of its own that boots its disk."""
    files = texts({"unknown": unknown, "profiles:wild": WILD})
    assert "inst.ks=" in files["/srv/tftp/pxelinux.cfg/default"]
    idle = files["/srv/tftp/pxelinux.cfg/01-52-54-00-12-34-57"]
    assert "LOCALBOOT 0" in idle
    assert "inst." not in idle
    assert files["/srv/tftp/grub/system/52:54:00:12:34:57.cfg"] == f"# {MARK}\nboot_disk\n"


def test_disarming_deletes_exactly_the_host_s_files() -> None:
    """The boot files of a disarmed MAC address go."""
    mac = "52:54:00:12:34:56"
    assert disarmed_files(parse(changed({})), mac, DEBIAN) == dict.fromkeys(
        (
            "/srv/tftp/pxelinux.cfg/01-52-54-00-12-34-56",
            f"/srv/tftp/grub/system/{mac}.cfg",
        )
    )


def test_disarming_where_strangers_may_install_leaves_files_that_boot_the_disk() -> None:
    """Deleting them would hand the machine to the policy for strangers."""
    site = parse(changed({"unknown": "wild", "profiles:wild": WILD, "server:loaders": "bios"}))
    files = disarmed_files(site, "52:54:00:12:34:56", DEBIAN)
    kept = files.pop("/srv/tftp/pxelinux.cfg/01-52-54-00-12-34-56")
    assert kept
    assert b"LOCALBOOT" in kept.content
    assert files == {}


def test_the_default_boots_the_disk() -> None:
    """A machine without a file of its own boots its disk: BIOS by LOCALBOOT, UEFI by the loader on the disk."""
    files = texts({}, {})
    assert "DEFAULT local\n" in files["/srv/tftp/pxelinux.cfg/default"]
    assert "inst." not in "".join(files.values())
    assert files["/srv/tftp/grub/grub.cfg"].endswith("fi\n\nboot_disk\n")
    assert files["/srv/tftp/grub/grub.cfg"] == files["/srv/tftp/grub.cfg"]
