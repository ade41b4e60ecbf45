"""The room of keyboard layouts holds what Debian's xkb-data has."""

from __future__ import annotations

from salt_pxe.site.values.layout_names import LAYOUTS, OPTIONS
from tests import system_names


def test_every_layout_variant_and_option_of_xkb_is_known() -> None:
    """None of them is refused."""
    assert len(system_names.layouts()) > 400
    assert system_names.layouts() <= LAYOUTS
    assert system_names.options() <= OPTIONS
