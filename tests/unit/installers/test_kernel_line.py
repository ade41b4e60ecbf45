"""What an installer is told on its kernel line."""

from __future__ import annotations

from salt_pxe.installers.kernel_line import bootif


def test_bootif_has_the_form_that_dracut_and_pxelinux_share() -> None:
    """Hardware type 01 of Ethernet, and dashes."""
    assert bootif("52:54:00:ab:cd:ef") == "01-52-54-00-ab-cd-ef"
