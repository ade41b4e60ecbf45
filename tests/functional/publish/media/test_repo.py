"""A repo is served where it is whole and of the right release, and refused with reasons where it is not."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.publish.files.disk import KEPT, Disk
from salt_pxe.publish.media import iso
from salt_pxe.publish.media.repo import Repos
from salt_pxe.publish.media.treeinfo import RepoRefused
from salt_pxe.services.family import DEBIAN
from tests.e2e.installer.media import PXEBOOT, write_iso
from tests.functional.publish.media.trees import (
    INITRD,
    KERNEL,
    UNPACKED,
    apply,
    content,
    make_tree,
    repos,
    rewrite,
)
from tests.site import changed


def test_a_folder_is_served_where_it_is(disk: Disk, tree: Path) -> None:
    """Of a folder only kernel and initrd are copied, and the second time nothing."""
    went = apply(disk, "/srv/media/el9")
    assert set(went.changes(DEBIAN)) == {KERNEL, INITRD}
    assert content(disk, KERNEL) == b"kernel"
    assert apply(disk, "/srv/media/el9").changes(DEBIAN) == {}
    assert [state.media.name for state in went.repos if state.media] == ["Red Hat Enterprise Linux 9.4"]


def test_an_iso_is_unpacked_once(disk: Disk, tree: Path) -> None:
    """An ISO is unpacked so that everybody can read it; the same ISO is not unpacked again, a newer one is."""
    image = tree.parent / "el9.iso"
    write_iso(tree, image)
    went = apply(disk, "/srv/media/el9.iso")
    assert set(went.changes(DEBIAN)) == {UNPACKED, KERNEL, INITRD}
    folder = Path(disk.real(UNPACKED))
    assert (folder / PXEBOOT / "vmlinuz").read_bytes() == b"kernel"
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*")} == {0o755, 0o644}
    assert apply(disk, "/srv/media/el9.iso").changes(DEBIAN) == {}

    image.unlink()
    write_iso(make_tree(tree.parent / "newer", "9.5", b"newer kernel"), image)
    assert set(apply(disk, "/srv/media/el9.iso").changes(DEBIAN)) == {UNPACKED, KERNEL}
    assert content(disk, KERNEL) == b"newer kernel"
    assert [path.name for path in Path(disk.real(DEBIAN.repos)).iterdir()] == ["el9"]


def test_an_iso_is_predicted_before_bsdtar_is_there(
    disk: Disk, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server without bsdtar the first run is predicted in the words in which it is reported."""
    write_iso(tree, tree.parent / "el9.iso")
    with monkeypatch.context() as patched:
        patched.setattr(iso, "program", lambda _: None)
        predicted = repos(disk, "/srv/media/el9.iso").plan().changes(DEBIAN)
    assert apply(disk, "/srv/media/el9.iso").changes(DEBIAN) == predicted


def test_an_iso_that_was_not_downloaded_to_its_end_is_refused(disk: Disk, tree: Path) -> None:
    """Before it is unpacked, though its `.treeinfo` can be read; without its padding it is in order."""
    (tree / "zz-last").write_bytes(bytes(3 << 20))
    image = tree.parent / "el9.iso"
    write_iso(tree, image)
    whole = image.read_bytes()
    image.write_bytes(whole[: -(2 << 20)])
    (refused,) = repos(disk, "/srv/media/el9.iso").plan().refused
    assert f"el9.iso is not whole: it has {len(whole) - (2 << 20)} bytes of " in refused
    image.write_bytes(whole[: -150 * 2048])
    assert repos(disk, "/srv/media/el9.iso").plan().refused == []


def test_what_is_no_file_is_no_iso(disk: Disk, tree: Path) -> None:
    """It is refused in words, as is a file of something else; the other repos are served."""
    (tree.parent / "el9.iso").mkdir()
    (refused,) = repos(disk, "/srv/media/el9.iso").plan().refused
    assert "there is no file /srv/media/el9.iso" in refused
    with pytest.raises(RepoRefused, match=r"media cannot be read: Is a directory$"):
        iso.is_whole(str(tree.parent))
    (tree.parent / "el8.iso").write_text("<html>404</html>")
    (refused,) = repos(disk, "/srv/media/el8.iso").plan().refused
    assert "el8.iso is no installation medium" in refused


def test_an_iso_for_which_there_is_no_room_is_refused(
    disk: Disk, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it is unpacked; with just enough room it is not, nor once it is unpacked."""
    image = tree.parent / "el9.iso"
    write_iso(tree, image)
    size = image.stat().st_size
    free = [size - 1]
    monkeypatch.setattr(iso.shutil, "disk_usage", lambda _: SimpleNamespace(free=free[0]))
    (refused,) = repos(disk, "/srv/media/el9.iso").plan().refused
    assert "el9.iso cannot be unpacked to " in refused
    assert " MiB are free. Make room there" in refused
    free[0] = size
    assert apply(disk, "/srv/media/el9.iso").refused == []
    free[0] = 0
    assert apply(disk, "/srv/media/el9.iso").refused == []


def test_a_repo_that_left_the_site_is_removed(disk: Disk, tree: Path) -> None:
    """What was unpacked and copied for it goes, but for a kernel that somebody has changed since."""
    write_iso(tree, tree.parent / "el9.iso")
    apply(disk, "/srv/media/el9.iso")
    Path(disk.real(INITRD)).write_bytes(b"by hand")
    site = pillar.parse(
        changed({"repos": {"other": {"source": "/srv/media/el9"}}, "profiles:el9-web:repo": "other"})
    )
    todo = Repos(disk, site, DEBIAN)
    todo.carry_out(todo.plan())
    assert not Path(disk.real(UNPACKED)).exists()
    assert content(disk, KERNEL) is None
    assert content(disk, INITRD) == b"by hand"


def test_a_foreign_kernel_is_kept_once(disk: Disk, tree: Path) -> None:
    """A kernel that lies where ours has to be is set aside."""
    Path(disk.real(KERNEL)).parent.mkdir(parents=True)
    Path(disk.real(KERNEL)).write_bytes(b"by hand")
    went = apply(disk, "/srv/media/el9")
    assert content(disk, KERNEL + KEPT) == b"by hand"
    assert KERNEL + KEPT in went.changes(DEBIAN)


@pytest.mark.parametrize(
    ("spoil", "changes", "reason"),
    [
        (
            lambda tree: (tree / PXEBOOT / "vmlinuz").write_bytes(b"x"),
            {},
            r"sha256 is .* but \.treeinfo says",
        ),
        (
            lambda tree: (tree / PXEBOOT / "initrd.img").unlink(),
            {},
            "names images/pxeboot/initrd.img, which is not",
        ),
        (lambda tree: (tree / ".treeinfo").unlink(), {}, "is no installation tree"),
        (lambda tree: (tree / ".treeinfo").write_text("["), {}, "cannot be read"),
        (
            lambda tree: None,
            {"profiles:el9-web:release": "RHEL8"},
            "release 8, but its repo el9 holds Red Hat",
        ),
        (
            lambda tree: None,
            {"profiles:el9-web:release": "Fedora42"},
            "Fedora 42, but its repo el9 holds Red Hat",
        ),
        (lambda tree: rewrite(tree, "x86_64", "aarch64"), {}, "is of a tree for aarch64"),
        (lambda tree: rewrite(tree, "sha256:", "md5:"), {}, "lists no sha256 of images/pxeboot/vmlinuz"),
        (lambda tree: rewrite(tree, "kernel = images", "kernel = ../images"), {}, "leads out of the tree"),
    ],
    ids=[
        "checksum",
        "no initrd",
        "no treeinfo",
        "bad treeinfo",
        "release",
        "family",
        "arch",
        "no sums",
        "outside",
    ],
)
def test_what_does_not_belong_together_is_refused(
    disk: Disk, tree: Path, spoil: Any, changes: dict[str, Any], reason: str
) -> None:
    """A damaged or mixed tree, or one of another release, is refused with the reason, and no kernel is copied."""
    spoil(tree)
    went = apply(disk, "/srv/media/el9", **changes)
    assert len(went.refused) == 1
    assert re.search(reason, went.refused[0]), went.refused
    assert content(disk, KERNEL) is None


def test_a_tree_without_checksums_is_taken_where_the_operator_says_so(disk: Disk, tree: Path) -> None:
    """With checksums: optional a tree that lists none is served."""
    rewrite(tree, "sha256:", "md5:")
    went = apply(
        disk, "/srv/media/el9", **{"repos:el9": {"source": "/srv/media/el9", "checksums": "optional"}}
    )
    assert went.refused == []
    assert content(disk, KERNEL) == b"kernel"


def test_one_bad_repo_keeps_no_other_from_being_served(disk: Disk, tree: Path) -> None:
    """The bad repo is named, its published kernel stays, and the good one is served."""
    apply(disk, "/srv/media/el9")
    (tree / ".treeinfo").unlink()
    make_tree(tree.parent / "good")
    two = {"el9": {"source": "/srv/media/el9"}, "good": {"source": "/srv/media/good"}}
    went = apply(disk, "/srv/media/el9", repos=two)
    assert ["pxe:repos:el9" in line for line in went.refused] == [True]
    assert content(disk, f"{DEBIAN.kernels}/good/vmlinuz") == b"kernel"
    assert content(disk, KERNEL) == b"kernel"


def test_a_source_that_is_not_there_is_named(disk: Disk) -> None:
    """A missing folder or ISO is refused by its path in pillar."""
    for source, what in (("/srv/none", "folder"), ("/srv/none.iso", "file")):
        assert f"pxe:repos:el9:source: there is no {what} {source}" in repos(disk, source).plan().refused[0]


def test_an_iso_that_is_none_is_refused(disk: Disk, tree: Path) -> None:
    """A file that bsdtar cannot read is refused in its words."""
    (tree.parent / "el9.iso").write_bytes(b"not an ISO" * 1000)
    assert "is no installation medium" in repos(disk, "/srv/media/el9.iso").plan().refused[0]


def test_of_a_url_only_what_boots_is_fetched(disk: Disk, served: tuple[str, list[str]]) -> None:
    """`.treeinfo`, kernel and initrd are fetched; the second time `.treeinfo` alone."""
    url, asked = served
    apply(disk, url)
    assert content(disk, KERNEL) == b"kernel"
    assert set(asked) == {"/.treeinfo", f"/{PXEBOOT}/vmlinuz", f"/{PXEBOOT}/initrd.img"}
    asked.clear()
    assert apply(disk, url).changes(DEBIAN) == {}
    assert set(asked) == {"/.treeinfo"}


def test_a_download_that_is_not_what_treeinfo_says_is_refused(
    disk: Disk, tree: Path, served: tuple[str, list[str]]
) -> None:
    """What a mirror sends must have the checksum, or it never gets its name."""
    (tree / PXEBOOT / "vmlinuz").write_bytes(b"of another release")
    went = apply(disk, served[0])
    assert sha256(b"of another release").hexdigest() in went.refused[0]
    assert content(disk, KERNEL) is None


def test_a_url_that_does_not_answer_is_named(disk: Disk) -> None:
    """A source that cannot be reached is refused by its path in pillar and its URL."""
    refused = repos(disk, "http://127.0.0.1:9/el9").plan().refused
    assert "pxe:repos:el9:source: http://127.0.0.1:9/el9/.treeinfo cannot be fetched" in refused[0]


@pytest.mark.parametrize("content", ["{", "[]", "7", '{"repos": 7}'])
def test_a_damaged_list_of_unpacked_isos_lets_them_be_unpacked_anew(
    disk: Disk, tree: Path, content: str
) -> None:
    """What lies there may be of another ISO."""
    write_iso(tree, tree.parent / "el9.iso")
    apply(disk, "/srv/media/el9.iso")
    Path(disk.real(f"{DEBIAN.state_dir}/repos.json")).write_text(content)
    assert UNPACKED in apply(disk, "/srv/media/el9.iso").changes(DEBIAN)
    assert apply(disk, "/srv/media/el9.iso").changes(DEBIAN) == {}


def test_a_tree_of_a_url_may_call_its_description_without_a_dot(
    disk: Disk, tree: Path, served: tuple[str, list[str]]
) -> None:
    """Servers hide names with a dot; the usual name is asked for first, and named where neither is there."""
    (tree / ".treeinfo").rename(tree / "treeinfo")
    url, asked = served
    assert set(apply(disk, url).changes(DEBIAN)) == {KERNEL, INITRD}
    assert asked[:2] == ["/.treeinfo", "/treeinfo"]
    (tree / "treeinfo").unlink()
    (refusal,) = repos(disk, url).plan().refused
    assert f"{url}/.treeinfo cannot be fetched" in refusal


def test_an_iso_may_call_its_description_without_a_dot(disk: Disk, tree: Path) -> None:
    """It is read before anything is unpacked, so that an ISO of another release never is."""
    (tree / ".treeinfo").rename(tree / "treeinfo")
    write_iso(tree, tree.parent / "el9.iso")
    (refusal,) = repos(disk, "/srv/media/el9.iso", **{"profiles:el9-web:release": "RHEL8"}).plan().refused
    assert "9.4" in refusal
    assert set(apply(disk, "/srv/media/el9.iso").changes(DEBIAN)) == {UNPACKED, KERNEL, INITRD}
