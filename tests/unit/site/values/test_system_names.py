"""The rooms of names hold what Debian's packages have."""

from __future__ import annotations

import pytest

from salt_pxe.site.values.keymap_names import KEYMAPS
from salt_pxe.site.values.layout_names import LAYOUTS, OPTIONS
from salt_pxe.site.values.locale_names import CHARSETS, LOCALES
from tests import system_names


@pytest.mark.skipif(not system_names.XKB.is_dir(), reason="xkb-data is not installed")
def test_every_layout_variant_and_option_of_xkb_is_known() -> None:
    """Debian's xkb-data has none that is refused."""
    assert len(system_names.layouts()) > 400
    assert system_names.layouts() <= LAYOUTS
    assert system_names.options() <= OPTIONS


@pytest.mark.skipif(not system_names.GLIBC.is_file(), reason="locales is not installed")
def test_every_locale_of_glibc_is_known() -> None:
    """Debian's locales has none that is refused."""
    assert len(system_names.locales()) > 300
    assert system_names.locales() <= LOCALES
    assert system_names.charsets() <= CHARSETS


def test_the_keymaps_that_people_write_are_known() -> None:
    """Some of each keyboard."""
    some = {"us", "uk", "de", "de-latin1-nodeadkeys", "fr", "fr-latin9", "jp106", "dvorak", "sg", "it", "es"}
    assert some <= KEYMAPS
    assert not {name for name in KEYMAPS if name.startswith(("amiga", "atari"))}
