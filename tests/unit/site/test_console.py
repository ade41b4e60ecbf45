"""The serial port of menus and boot loaders."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import parse
from salt_pxe.site.console import Serial, serial
from tests.site import changed


@pytest.mark.parametrize(
    ("console", "port"),
    [
        (None, None),
        ("ttyS0", Serial(0)),
        ("ttyS1,9600", Serial(1, 9600)),
        ("ttyS0,115200n8", Serial(0, 115200)),
        ("ttyS0,115200n8r", Serial(0, 115200)),
    ],
)
def test_the_console_names_a_serial_port_of_the_loaders(console: str | None, port: Serial | None) -> None:
    """Without a console the loaders use the screen alone; a word that is no serial port does not get past the door."""
    assert serial(parse(changed({"server:console": console} if console else {}))) == port
