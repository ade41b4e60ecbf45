"""A machine whose end cannot be written down is disarmed all the same, and whoever asked is told both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.queries import Reader
from salt_pxe.onboarding.unwritten import disarmed_unwritten


@dataclass
class Servers:
    """Kickstart servers, some of which do not answer."""

    away: set[str] = field(default_factory=set)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def disarm(self, server: str, host: str, request: str) -> bool:
        """Disarm a host, where the server answers."""
        self.asked.append((server, host, request))
        return server not in self.away


class Serving:
    """A ledger that can be read: who serves the request, and whether that server has disarmed it."""

    def serving(self, host: str, request: str) -> dict[str, bool]:
        """Return it."""
        assert (host, request) == ("web01", "CHG1")
        return {"ks1": False, "ks2": True}


def ending(servers: Servers, failure: Exception | None) -> None:
    """End the request while the ledger fails like that."""
    ledger: Any = cast(Reader, Serving())
    with disarmed_unwritten(ledger, "web01", "CHG1", disarm=servers.disarm):
        if failure:
            raise failure


def test_an_end_that_is_written_down_disarms_nothing_here() -> None:
    """Who wrote it disarms."""
    servers = Servers()
    ending(servers, None)
    assert servers.asked == []


def test_an_end_that_cannot_be_written_disarms_on_every_server_that_may_have_it() -> None:
    """Those that the ledger knows and that have not disarmed it."""
    servers = Servers()
    with pytest.raises(LedgerError):
        ending(servers, LedgerError("the disk is full"))
    assert servers.asked == [("ks1", "web01", "CHG1")]


def test_the_failure_tells_what_was_done_and_that_it_is_to_be_repeated() -> None:
    """With the ledger's own words first."""
    with pytest.raises(LedgerError) as told:
        ending(Servers(away={"ks1"}), LedgerError("the disk is full"))
    assert str(told.value) == (
        "the disk is full; its end is not written down, repeat it; web01 is not disarmed on ks1"
    )


def test_another_error_is_no_end() -> None:
    """Nothing is disarmed because of a bug."""
    servers = Servers()
    with pytest.raises(KeyError):
        ending(servers, KeyError("x"))
    assert servers.asked == []
