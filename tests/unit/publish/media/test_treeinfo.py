"""What the `.treeinfo` of a tree says, and which trees no machine is to be installed from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salt_pxe.publish.media.treeinfo import Media, RepoRefused, belongs, read
from salt_pxe.site.profiles.release import Release
from salt_pxe.site.repos import Repo
from tests.e2e.installer.media import PXEBOOT, write_treeinfo

# The form of EL 6 and before, which productmd reads too.
OLD = """[general]
family = CentOS
version = 6.10
arch = x86_64
timestamp = 1530280000.0
packagedir =

[images-x86_64]
kernel = images/pxeboot/vmlinuz
initrd = images/pxeboot/initrd.img

[checksums]
images/pxeboot/vmlinuz = sha256:{sum}
images/pxeboot/initrd.img = sha256:{sum}
"""


@pytest.fixture
def text(tmp_path: Path) -> str:
    """The `.treeinfo` of a tree of EL 9, as productmd writes it."""
    (tmp_path / PXEBOOT).mkdir(parents=True)
    for name in ("vmlinuz", "initrd.img"):
        (tmp_path / PXEBOOT / name).write_text(name)
    write_treeinfo(tmp_path)
    return (tmp_path / ".treeinfo").read_text()


def media(text: str, **more: Any) -> Media:
    """Return what is read of a repo's `.treeinfo`."""
    return read(text, "el9", Repo(source="/srv/media/el9", **more))


def test_release_paths_and_checksums_are_read(text: str) -> None:
    """As productmd writes them."""
    found = media(text)
    assert (found.name, found.release) == ("Red Hat Enterprise Linux 9.4", Release("el", "9"))
    assert (found.kernel, found.initrd) == (f"{PXEBOOT}/vmlinuz", f"{PXEBOOT}/initrd.img")
    assert found.kernel_sha256 and len(found.kernel_sha256) == 64
    assert found.kernel_sha256 != found.initrd_sha256


def test_the_older_form_is_read_too() -> None:
    """Checksums in capitals are the same checksums."""
    found = media(OLD.format(sum="AB" * 32))
    assert (found.name, found.release) == ("CentOS 6.10", Release("el", "6"))
    assert found.kernel_sha256 == "ab" * 32


def test_fedora_is_another_family_than_el(text: str) -> None:
    """Its numbers say nothing of EL's."""
    fedora = text.replace("Red Hat Enterprise Linux", "Fedora").replace("9.4", "42")
    assert media(fedora).release == Release("fedora", "42")


def test_pillar_names_kernel_and_initrd_where_treeinfo_does_not(text: str) -> None:
    """What pillar says comes first; a tree that names neither is refused with what to write."""
    found = media(text, kernel="a/linux", initrd="a/initrd", checksums="optional")
    assert (found.kernel, found.initrd, found.kernel_sha256) == ("a/linux", "a/initrd", None)
    with pytest.raises(RepoRefused, match=r"pxe:repos:el9: the .treeinfo of /srv/media/el9 names no kernel"):
        media(text.replace("kernel = images", "other = images"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("x86_64", "aarch64", "is of a tree for aarch64; salt-pxe installs x86_64"),
        ("version = 9.4", "version = rawhide", "cannot be read|has no release number"),
        ("sha256:", "md5:", "lists no sha256 of images/pxeboot/vmlinuz"),
        ("kernel = images", "kernel = /images", "cannot be read: Only relative paths"),
        ("initrd = images", "initrd = ../images", "leads out of the tree"),
        ("initrd = images", "initrd = a/./images", "leads out of the tree"),
        ("[", "", "cannot be read"),
    ],
)
def test_a_tree_that_no_machine_can_be_installed_from_is_refused(
    text: str, old: str, new: str, says: str
) -> None:
    """Each with its repo, its source and its reason."""
    with pytest.raises(RepoRefused, match=f"^pxe:repos:el9: the .treeinfo of /srv/media/el9.*({says})"):
        media(text.replace(old, new))


@pytest.mark.parametrize("text", ["", "\0", "[general", "[header]\ntype = x\n", "é" * 1000])
def test_a_text_that_is_no_treeinfo_is_refused(text: str) -> None:
    """No tree is guessed at."""
    with pytest.raises(RepoRefused, match="cannot be read"):
        media(text)


def test_a_profile_of_another_release_does_not_belong_to_the_tree(text: str) -> None:
    """Nor one of no release; the reason names both."""
    found = media(text)
    belongs(found, "el9", "web", Release("el", "9"))
    for release in (Release("el", "8", "release 8"), Release("fedora", "9", "Fedora 9")):
        with pytest.raises(
            RepoRefused, match=f"^pxe:profiles:web:release means {release.words}, but its repo el9"
        ):
            belongs(found, "el9", "web", release)
    with pytest.raises(RepoRefused, match="means no release"):
        belongs(found, "el9", "web", None)
