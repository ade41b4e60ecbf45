"""The room of locales holds what glibc of Debian has."""

from __future__ import annotations

from salt_pxe.site.values.locale_names import CHARSETS, LOCALES
from tests import system_names


def test_every_locale_of_glibc_is_known() -> None:
    """None of them is refused."""
    assert len(system_names.locales()) > 300
    assert system_names.locales() <= LOCALES
    assert system_names.charsets() <= CHARSETS
