"""The kickstart server of a site."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.pillar import choices
from salt_pxe.site.server import Server

LEAST = {"address": "10.0.0.7", "interfaces": "eth1"}
TLS = {"certificate": "/etc/a.crt", "certificate_key": "/etc/a.key"}


def server(**more: Any) -> Server:
    """Return a server that says as little as it may, and this."""
    return Server.model_validate({**LEAST, **more}, context=choices())


def test_a_server_needs_an_address_and_an_interface() -> None:
    """All else has a default, and the defaults are the careful ones."""
    found = server()
    assert (found.interfaces, found.http_port, found.services) == (("eth1",), 80, "while_armed")
    assert (found.max_armed, found.tls, found.api, found.master) == (20, None, None, None)
    for key in LEAST:
        with pytest.raises(ValidationError, match=key):
            Server.model_validate({k: v for k, v in LEAST.items() if k != key}, context=choices())


def test_http_and_https_do_not_share_a_port() -> None:
    """nginx would answer one of them alone."""
    with pytest.raises(ValidationError, match="cannot share port 8443"):
        server(http_port=8443, tls={**TLS, "port": 8443})
    assert server(http_port=443).http_port == 443
    assert server(http_port=80, tls=TLS).tls


@pytest.mark.parametrize(
    "console", ["ttyS0", "ttyS12", "ttyS0,9600", "ttyS0,115200n8", "ttyS0,115200n8r", "ttyS0,115200e"]
)
def test_a_serial_port_may_be_the_console(console: str) -> None:
    """As the kernel's own `console=` names it (serial-console, the kernel's documentation)."""
    assert server(console=console).console == console


@pytest.mark.parametrize(
    "console", ["tty0", "ttyS", "ttyS100", "ttyS0,1", "ttyUSB0", "ttyS0,9600x8", "ttyS0,"]
)
def test_what_no_loader_could_open_is_no_console(console: str) -> None:
    """A screen, another device, another form."""
    with pytest.raises(ValidationError, match="console"):
        server(console=console)


@pytest.mark.parametrize(
    "wrong", [{"http_port": 0}, {"http_port": 65536}, {"max_armed": -1}, {"interfaces": []}, {"linger": -1}]
)
def test_numbers_keep_to_their_limits(wrong: dict[str, Any]) -> None:
    """And no list that an install depends on is empty."""
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        server(**wrong)
