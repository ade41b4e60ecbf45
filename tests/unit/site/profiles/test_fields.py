"""Fields that several records of a profile share."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from salt_pxe.site.profiles.fields import Disks, Locale, Packages, Service


def test_a_package_is_not_both_wanted_and_excluded() -> None:
    """Whichever comes first; a group is another thing than a package of its name."""
    packages = TypeAdapter(Packages)
    assert packages.validate_python(["@core", "vim", "-nano", "-@vim"]) == ("@core", "vim", "-nano", "-@vim")
    for both in (["vim", "-vim"], ["-@core", "x", "@core"]):
        with pytest.raises(ValidationError, match="is wanted and not wanted"):
            packages.validate_python(both)


def test_one_disk_stands_for_a_list() -> None:
    """As `disks: sda`."""
    assert TypeAdapter(Disks).validate_python("/dev/nvme0n1") == ("nvme0n1",)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Locale, "en_US.UTF-8", "9x"),
        (Locale, "sr_RS@latin", "de_DE;"),
        (Service, "getty@tty1.service", "-x"),
        (Service, "chronyd", "a b"),
    ],
)
def test_a_locale_and_a_service_are_one_word_of_their_kind(kind: object, good: str, bad: str) -> None:
    """No option, and nothing that a shell acts on."""
    found: TypeAdapter[str] = TypeAdapter(kind)
    assert found.validate_python(good) == good
    with pytest.raises(ValidationError):
        found.validate_python(bad)
