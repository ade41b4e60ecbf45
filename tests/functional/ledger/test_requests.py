"""What a site may do with another one's requests, on each database."""

from __future__ import annotations

import pytest

from tests.unit.ledger import test_requests as requests

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration


def test_a_site_never_supersedes_the_request_of_another(url: str) -> None:
    """Whatever its pillar says of a host of the same name."""
    requests.test_a_site_never_supersedes_the_request_of_another(url)
