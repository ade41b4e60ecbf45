"""What a site sees of another one's requests, on each database."""

from __future__ import annotations

import pytest

from tests.unit.ledger import test_queries as queries

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration


def test_a_site_sees_its_own_requests_and_of_others_only_the_macs(url: str) -> None:
    """Open ones of another site are MACs that are taken, and no more."""
    queries.test_a_site_sees_its_own_requests_and_of_others_only_the_macs(url)
