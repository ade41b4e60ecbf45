"""What a person is shown of changes, and what never."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salt_pxe import pillar
from salt_pxe.publish.files.changes import carry_out, difference
from salt_pxe.publish.files.disk import KEPT, Disk
from salt_pxe.publish.files.display import HIDDEN, IN_FULL, changes, redaction, secrets
from salt_pxe.site.artefact import MARK, File
from tests.site import HASH, changed

GRUB_HASH = "grub.pbkdf2.sha512.10000.AB12.CD34"


def file(text: str, secret: bool = False) -> File:
    """Return one of our files."""
    return File(f"# {MARK}\n{text}\n".encode(), secret=secret)


def test_a_difference_is_unified(tmp_path: Path) -> None:
    """A text file shows what goes and what comes."""
    disk = Disk(str(tmp_path))
    carry_out(disk, difference(disk, {"/a": file("old")}))
    shown = changes(difference(disk, {"/a": file("new")}), str)
    assert "-old" in shown["/a"]
    assert "+new" in shown["/a"]


def test_a_secret_file_shows_nothing_of_its_content(tmp_path: Path) -> None:
    """Of a secret file only the fact that it changes is shown."""
    plan = difference(Disk(str(tmp_path)), {"/a": file("token", secret=True)})
    assert changes(plan, str) == {"/a": "new; the content is secret"}


def test_all_secrets_of_a_site_are_known() -> None:
    """The hashes of root, users and boot loaders, of profiles and hosts, are secrets."""
    site = pillar.parse(
        changed(
            {
                "profiles:el9-web:users": {"ada": {"password": HASH.replace("salt", "user")}},
                "profiles:el9-web:bootloader": {"password": GRUB_HASH},
                "hosts:web01:rootpw": HASH.replace("salt", "host"),
            }
        )
    )
    assert secrets(site) == {HASH, HASH.replace("salt", "user"), HASH.replace("salt", "host"), GRUB_HASH}


@pytest.mark.parametrize(
    "text",
    [
        f"rootpw {HASH} --iscrypted",
        f"bootloader --password={GRUB_HASH}",
        "url --url=http://user:hunter2@repo.example.com/",
        "subscription-manager register --password=hunter2",
        "curl 'https://example.com/?token=hunter2'",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    """Hashes, passwords in URLs and values that are called a password or a token are hidden, declared or not."""
    shown = redaction(())(text)
    assert HIDDEN in shown
    assert "hunter2" not in shown
    assert HASH not in shown
    assert GRUB_HASH not in shown


@given(st.sets(st.text(min_size=4), min_size=1), st.text(), st.text())
def test_no_known_secret_is_ever_shown(known: set[str], before: str, after: str) -> None:
    """Whatever the text around it, a known secret is not in what is shown, unless the word for hidden holds it."""
    for secret in known:
        assert secret not in redaction(known)(before + secret + after).replace(HIDDEN, "")


def test_a_change_of_hidden_values_alone_is_said(tmp_path: Path) -> None:
    """When only a hash differs, the change is named and neither hash is shown."""
    disk = Disk(str(tmp_path))
    carry_out(disk, difference(disk, {"/a": file(f"rootpw {HASH}")}))
    plan = difference(disk, {"/a": file(f"rootpw {HASH[:-1]}x")})
    assert changes(plan, redaction({HASH})) == {"/a": "changed; only hidden values differ"}


def test_what_is_kept_is_shown(tmp_path: Path) -> None:
    """That a foreign file is kept is a change too."""
    (tmp_path / "a").write_text("by hand\n")
    shown = changes(difference(Disk(str(tmp_path)), {"/a": file("new")}), str)
    assert "kept" in shown["/a" + KEPT]


def test_of_thousands_only_some_are_shown_in_full(tmp_path: Path) -> None:
    """A job return stays small: of the others it says how many there are in each folder."""
    tree = {f"/f/{number:04}": file("x") for number in range(IN_FULL + 250)}
    shown = changes(difference(Disk(str(tmp_path)), tree), str)
    assert len(shown) == IN_FULL + 1
    assert shown["/f/ (new)"] == "250 more files"
