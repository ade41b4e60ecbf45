"""Each test has a master of its own, with a trusted ledger and the kickstart server ks1."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.api.cancel import cancel
from salt_pxe.api.enroll import enroll
from salt_pxe.api.install import install
from tests.minion_keys import KEYS
from tests.ticket_office import NOW, Office, office
from tests.unit.ledger.asking import row_of


@pytest.fixture
def master(tmp_path: Path) -> Office:
    """Return a master to which tickets come."""
    return office(tmp_path)


@pytest.fixture
def asked(master: Office) -> Office:
    """Return a master with one host that is to be installed."""
    enroll(master.context(), "ks1", "web09", "52:54:00:00:01:01", "el9-web")
    assert install(master.context(), "web09", "CHG1")["armed"]
    return master


@pytest.fixture
def busy(master: Office) -> Office:
    """Return a master with three hosts: cancelled, installed and armed."""
    for number in (1, 2, 3):
        enroll(master.context(), "ks1", f"web{number}", f"52:54:00:00:01:0{number}", "el9-web")
        install(master.context(NOW + number), f"web{number}", f"CHG{number}")
    cancel(master.context(NOW + 9), "web1")
    master.ledger.finish(row_of(master.ledger, "web2", "CHG2"), KEYS[0], now=NOW + 10, by="machine")
    return master
