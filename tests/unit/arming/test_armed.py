"""Which hosts are armed: those that ask, whose request is not over, that are not protected, and not too many."""

from __future__ import annotations

import re
from typing import Any

import pytest

from salt_pxe.arming.armed import ArmingRefused, arm, open_requests, requested
from salt_pxe.site.site import Site
from tests.site import changed, validated

ASKED = {"hosts:web02:install": "CHG2"}


def site(changes: dict[str, Any]) -> Site:
    """Return the small site, in which web01 asks for CHG0012345, with these changes."""
    return validated(changed(changes)["pxe"])


def test_the_hosts_that_ask_come_in_the_order_of_their_names() -> None:
    """A host that asks for nothing, or that stands first in pillar alone, changes nothing."""
    asking = site({"hosts:app01": {"mac": "52:54:00:12:34:58", "profile": "el9-web", "install": "CHG3"}})
    assert list(requested(asking).items()) == [("app01", "CHG3"), ("web01", "CHG0012345")]


def test_a_closed_request_arms_its_own_host_no_more() -> None:
    """The same text of another host, and another text of the same host, stay open."""
    closed = [("web01", "CHG0012345"), ("web02", "CHG9"), ("web03", "CHG2")]
    assert open_requests(site(ASKED)) == {"web01": "CHG0012345", "web02": "CHG2"}
    for taken in (open_requests, arm):
        assert taken(site(ASKED), closed) == {"web02": "CHG2"}


def test_a_protected_host_is_not_armed() -> None:
    """Neither is it when its request is open."""
    assert open_requests(site({"hosts:web01:protected": "the ledger"})) == {}


def test_as_many_as_allowed_are_armed_and_of_more_none() -> None:
    """The refusal says how many asked, how many may, and what to do; closed requests do not count."""
    assert arm(site({**ASKED, "server:max_armed": 2})) == {"web01": "CHG0012345", "web02": "CHG2"}
    too_many = site({**ASKED, "server:max_armed": 1})
    message = (
        "2 machines ask for an install and pxe:server:max_armed is 1: none is armed. "
        "Take back requests, or raise max_armed"
    )
    with pytest.raises(ArmingRefused, match=f"^{re.escape(message)}$"):
        arm(too_many)
    assert arm(too_many, [("web02", "CHG2")]) == {"web01": "CHG0012345"}
