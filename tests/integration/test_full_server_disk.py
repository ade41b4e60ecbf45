"""A kickstart server without space left disarms whom a ticket cancels and whose time is over. With real daemons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import update

from salt_pxe.ledger import machines
from salt_pxe.ledger.schema import REQUESTS
from tests.e2e.wheels import VENV
from tests.integration.onboarding_lab import KICKSTART, SERVER
from tests.integration.ticket_lab import TicketLab

pytestmark = pytest.mark.integration

FOLDERS = ("/var/lib/salt-pxe", "/srv/tftp", "/srv/pxe")
FILL = "import sys, pathlib; from tests.functional import full_disk_run as disk; "


@pytest.fixture(scope="module")
def lab() -> Iterator[TicketLab]:
    """A master and a kickstart server that serves, each of whose folders is a small file system."""
    with TemporaryDirectory(prefix="pxe") as folder, TicketLab(Path(folder)) as lab:
        for place in FOLDERS:
            lab.namespace.run(["mkdir", "-p", place])
            options = "size=16m,nr_inodes=400,mode=755"
            lab.namespace.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place])
        assert lab.run("pxe.trust") == {"trusted": True}
        done = lab.publish()
        assert isinstance(done, dict) and all(one["result"] for one in done.values()), done
        yield lab


def disk(lab: TicketLab, what: str, place: str) -> None:
    """Fill a folder of the server, or give its space back."""
    program = f"{FILL} disk.{what}(pathlib.Path(sys.argv[1]))"
    lab.namespace.run([VENV / "bin/python", "-c", program, place])


def install(lab: TicketLab, host: str, mac: str, request: str) -> None:
    """Enroll a machine and have it armed."""
    enrolled = lab.call("pxe.enroll", server=KICKSTART, host=host, mac=mac, profile="el9-web")
    assert "error" not in enrolled, enrolled
    asked = lab.call("pxe.install", host=host, request=request)
    assert asked["armed"] is True, asked
    assert is_offered(lab, mac)


def is_offered(lab: TicketLab, mac: str) -> bool:
    """Tell whether a machine is told to install; then it has a boot file of its own, and otherwise it has none."""
    told = lab.curl(f"http://{SERVER}:8081/pxe/armed/{mac}").stdout
    own = f"/srv/tftp/pxelinux.cfg/01-{mac.replace(':', '-')}"
    boots = lab.namespace.run(["test", "-e", own], check=False).returncode == 0
    assert (told == "yes\n") is boots, f"armed says {told!r}, and the boot file is there: {boots}"
    return boots


@pytest.mark.parametrize("place", FOLDERS)
def test_what_is_cancelled_or_overdue_is_disarmed_without_space(lab: TicketLab, place: str) -> None:
    """By the ticket at once, by the schedule in its next round; and once there is space again neither text arms."""
    number = FOLDERS.index(place)
    cancelled, overdue = f"cancelled{number}", f"overdue{number}"
    macs = {cancelled: f"52:54:00:00:0a:{number:02d}", overdue: f"52:54:00:00:0b:{number:02d}"}
    for host, mac in macs.items():
        install(lab, host, mac, "CHG1")
    disk(lab, "fill", place)
    try:
        done = lab.call("pxe.cancel", host=cancelled)
        assert (done["state"], done["not_disarmed"]) == ("cancelled", []), done
        assert not is_offered(lab, macs[cancelled])
        with lab.ledger.engine.begin() as connection:
            late = update(REQUESTS).where(REQUESTS.c.host == overdue).values(deadline=1)
            assert connection.execute(late).rowcount == 1
        swept = lab.run("pxe.expire")
        # The master's own schedule may have been faster; what it has left undone is done by this call.
        assert swept["undone"] == [], swept
        assert machines.named(lab.ledger, overdue)[0].state == "expired"
        assert not is_offered(lab, macs[overdue])
    finally:
        disk(lab, "free", place)
    assert lab.salt("pxe.armed") == {}
    for host, state in ((cancelled, "cancelled"), (overdue, "expired")):
        again = lab.call("pxe.install", host=host, request="CHG1")
        assert (again["state"], again["armed"]) == (state, False), again
        assert not is_offered(lab, macs[host])
