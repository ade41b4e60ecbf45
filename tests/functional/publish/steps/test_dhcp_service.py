"""The old dhcpd.conf stays in force where the real dhcpd refuses the new one, or does not start with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.pillar import parse
from salt_pxe.render import dhcp_tree
from salt_pxe.services.dhcp.isc.places import PLACES
from salt_pxe.services.family import DEBIAN
from tests.e2e.namespace import Namespace
from tests.functional.conftest import Run
from tests.functional.test_states import STATES, changes, site
from tests.site import changed

Reports = list[dict[str, Any]]
GOOD = dhcp_tree(parse(changed({})), DEBIAN)[PLACES["Debian"].configuration].content.decode()


@pytest.fixture
def namespace() -> Iterator[Namespace]:
    """A network with the server's interface eth1, 10.0.0.7, and another machine's at its other end."""
    with Namespace() as namespace:
        namespace.lay_wire("10.0.0.7/24")
        yield namespace


@pytest.fixture
def swap(namespace: Namespace, tmp_path: Path) -> Callable[..., Reports]:
    """Return a function that brings configurations in force, one after the other, with the real dhcpd."""

    def swapped(*texts: str) -> Reports:
        command = [sys.executable, "-m", "tests.functional.dhcpd_swap", json.dumps(texts), str(tmp_path)]
        reports: Reports = json.loads(namespace.run(command).stdout)
        return reports

    return swapped


def test_a_good_configuration_answers_and_takes_no_lease(swap: Callable[..., Reports]) -> None:
    """dhcpd runs, answers the probe from its own host, and gives no address away by it."""
    (report,) = swap(GOOD)
    assert (report["failure"], report["running"], report["answers"]) == ("", True, True)
    assert report["leases"] == 0
    assert report["left"] == ["dhcpd.conf"]


def test_a_configuration_that_dhcpd_refuses_is_never_in_force(swap: Callable[..., Reports]) -> None:
    """What `dhcpd -t` refuses changes nothing; the failure is dhcpd's own, with the real file name."""
    good, bad = swap(GOOD, GOOD.replace("authoritative;", "authoritative"))
    assert bad["conf"] == good["conf"]
    assert (bad["running"], bad["answers"]) == (True, True)
    assert "/etc/dhcp/dhcpd.conf line" in bad["failure"]
    assert "Copyright" not in bad["failure"]
    assert bad["left"] == ["dhcpd.conf"]


def test_a_configuration_that_dhcpd_does_not_start_with_is_put_back(swap: Callable[..., Reports]) -> None:
    """dhcpd -t accepts it, but there is no subnet for the interface: the old one serves again."""
    elsewhere = "subnet 10.9.0.0 netmask 255.255.255.0 { range 10.9.0.10 10.9.0.20; }\n"
    good, bad = swap(GOOD, elsewhere)
    assert "No subnet declaration for eth1 (10.0.0.7)" in bad["failure"]
    assert "old configuration is in force again" in bad["failure"]
    assert bad["conf"] == good["conf"]
    assert (bad["running"], bad["answers"]) == (True, True)


def test_a_first_configuration_that_does_not_start_leaves_nothing(swap: Callable[..., Reports]) -> None:
    """Where dhcpd never served, a failed first configuration leaves neither file nor daemon."""
    (bad,) = swap("subnet 10.9.0.0 netmask 255.255.255.0 { }\n")
    assert (bad["conf"], bad["running"], bad["left"]) == ("", False, [])


def test_a_dhcpd_that_serves_but_does_not_answer_is_put_back(swap: Callable[..., Reports]) -> None:
    """A server that runs and stays silent is no server: the probe finds out."""
    silent = GOOD.replace("authoritative;", "not authoritative;")
    good, bad = swap(GOOD, silent)
    assert "DHCP on eth1 does not answer" in bad["failure"]
    assert bad["conf"] == good["conf"]
    assert bad["answers"] is True


def test_a_dhcpd_conf_that_does_not_serve_is_put_back(run: Run, media: Path) -> None:
    """Without a subnet for its interface dhcpd does not start: the old file serves, the state fails in its words."""
    good = {"site": site(media), "states": STATES}
    moved = site(media)
    moved["subnets"] = {"10.9.0.0/24": {"range": ["10.9.0.10-10.9.0.20"], "routers": ["10.9.0.1"]}}
    for host in moved["hosts"].values():
        del host["fixed_address"]
    _, failed, again = run(good, {"site": moved, "states": ["pxe_dhcp.managed"]}, good)
    ret = failed["states"]["pxe_dhcp.managed"]
    assert ret["result"] is False
    assert ret["changes"] == {}
    assert "old configuration is in force again" in ret["comment"]
    assert failed["running"]["isc-dhcp-server"]
    assert changes(again)["pxe_dhcp.managed"] == {}
