"""What DHCP servers say on a wire, and which of them are this host's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.namespace import Namespace


@pytest.fixture
def namespace() -> Iterator[Namespace]:
    """A network with the server's interface eth1, 10.0.0.7, and another machine's at its other end."""
    with Namespace() as namespace:
        namespace.lay_wire("10.0.0.7/24")
        yield namespace


OFFERS = "from salt_pxe.publish.host.dhcp_wire import offers; print(sorted(offers('{}', 1.2)))"


def test_another_dhcp_server_is_found_and_our_own_is_not(namespace: Namespace, tmp_path: Path) -> None:
    """A server at the other end of the wire makes an offer that is seen; one on this host is not counted."""
    namespace.run(["ip", "address", "add", "10.0.0.66/24", "dev", "other"])
    conf, leases = tmp_path / "dhcpd.conf", tmp_path / "leases"
    conf.write_text(
        "ping-check false; subnet 10.0.0.0 netmask 255.255.255.0 { range 10.0.0.80 10.0.0.90; }\n"
    )
    leases.touch()
    flags = ["-4", "-f", "-d", "--no-pid", "-cf", conf, "-lf", leases]
    server = namespace.start(["dhcpd", *flags, "other"], output=subprocess.PIPE)
    for line in server.stdout:
        if b"Server starting service" in line:
            break
    try:
        seen = [
            namespace.run([sys.executable, "-c", OFFERS.format(interface)]).stdout.strip()
            for interface in ("eth1", "other")
        ]
    finally:
        server.stop()
        server.stdout.close()
    assert seen == ["['10.0.0.66']", "[]"]
