"""An older ledger is brought forward on each database."""

from __future__ import annotations

import pytest

from tests.unit.ledger import test_upgrade as upgrade

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration


def test_an_older_request_gets_the_site_of_the_servers_that_served_it(url: str) -> None:
    """By what the master's configuration says of them."""
    upgrade.test_an_older_request_gets_the_site_of_the_servers_that_served_it(url)


def test_an_open_request_whose_site_cannot_be_told_stops_the_migration(url: str) -> None:
    """By its name; the ledger stays as it was."""
    upgrade.test_an_open_request_whose_site_cannot_be_told_stops_the_migration(url, ["ks1", "ks3"])
