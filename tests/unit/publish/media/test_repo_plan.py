"""What a state reports of repos: what happens to each, and what is wrong with some."""

from __future__ import annotations

from salt_pxe.publish.files.copies import Copy, CopyChange
from salt_pxe.publish.media.repo_plan import RepoPlan, RepoState, problems
from salt_pxe.services.family import DEBIAN

EL8, EL9 = RepoState("el8", "/srv/iso/el8.iso", unpack=True), RepoState("el9", "/srv/media/el9")


def test_changes_name_each_path_with_what_happens_there() -> None:
    """A repo that is served where it is changes nothing."""
    kernel = Copy("/srv/tftp/pxe/el8/vmlinuz", None, "vmlinuz of the repo el8")
    plan = RepoPlan([EL8, EL9], ["el7"], [CopyChange(kernel.path, "new: kernel", kernel)], ["el6 is broken"])
    assert plan.changes(DEBIAN) == {
        f"{DEBIAN.repos}/el8/": "unpacked from /srv/iso/el8.iso",
        f"{DEBIAN.repos}/el7/": "removed",
        kernel.path: "new: kernel",
    }
    assert RepoPlan([EL9]).changes(DEBIAN) == {}


def test_what_is_wrong_is_told_with_what_is_served_all_the_same() -> None:
    """A line each."""
    assert problems(["el7 is broken", "el6 too"], [EL8, EL9]) == "el7 is broken\nel6 too\nServed: el8, el9"
    assert problems(["el7 is broken"], []) == "el7 is broken"
