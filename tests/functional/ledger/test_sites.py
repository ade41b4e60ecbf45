"""The ledger of several sites, on each database: what is tested on SQLite alone holds there too."""

from __future__ import annotations

import pytest

from tests.unit import test_ledger_sites as sites

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration


def test_a_site_never_supersedes_the_request_of_another(url: str) -> None:
    """Whatever its pillar says of a host of the same name."""
    sites.test_a_site_never_supersedes_the_request_of_another(url)


def test_a_site_sees_its_own_requests_and_of_others_only_the_names(url: str) -> None:
    """Open ones of another site are hosts that are taken, and no more."""
    sites.test_a_site_sees_its_own_requests_and_of_others_only_the_names(url)


def test_an_older_request_gets_the_site_of_the_servers_that_served_it(url: str) -> None:
    """By what the master's configuration says of them."""
    sites.test_an_older_request_gets_the_site_of_the_servers_that_served_it(url)


def test_an_open_request_whose_site_cannot_be_told_stops_the_migration(url: str) -> None:
    """By its name; the ledger stays as it was."""
    sites.test_an_open_request_whose_site_cannot_be_told_stops_the_migration(url, ["ks1", "ks3"])
