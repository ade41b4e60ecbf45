"""The room of console keymaps holds those of kbd."""

from __future__ import annotations

from salt_pxe.site.values.keymap_names import KEYMAPS


def test_the_keymaps_that_people_write_are_known() -> None:
    """Some of each keyboard, and none of machines that nobody installs over a network."""
    some = {"us", "uk", "de", "de-latin1-nodeadkeys", "fr", "fr-latin9", "jp106", "dvorak", "sg", "it", "es"}
    assert some <= KEYMAPS
    assert not {name for name in KEYMAPS if name.startswith(("amiga", "atari"))}
