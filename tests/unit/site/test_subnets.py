"""Subnets, pools, and the wires that several share."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.site.subnets import Pool, SharedNetwork, Subnet


def test_a_subnet_may_lease_nothing() -> None:
    """It then serves declared hosts alone; undeclared clients are allowed where it leases."""
    subnet = Subnet.model_validate({})
    assert (subnet.range, subnet.pools, subnet.unknown_clients, subnet.dynamic_bootp) == (
        (),
        (),
        "allow",
        False,
    )


def test_ranges_are_read_in_each_form_and_kept_in_one() -> None:
    """With a dash, with a blank as dhcpd.conf has it, and as a single address."""
    subnet = Subnet.model_validate({"range": ["10.0.0.1 10.0.0.9", "10.0.0.11 - 10.0.0.12", "10.0.0.20"]})
    assert subnet.range == ("10.0.0.1-10.0.0.9", "10.0.0.11-10.0.0.12", "10.0.0.20-10.0.0.20")


def test_a_pool_has_its_own_clients() -> None:
    """One word is a list of one."""
    pool = Pool.model_validate({"range": "10.0.0.9", "allow": "known", "deny": ["unknown", "phones"]})
    assert (pool.allow, pool.deny) == (("known",), ("unknown", "phones"))


@pytest.mark.parametrize(
    ("record", "given"),
    [
        (Pool, {}),
        (Pool, {"range": []}),
        (SharedNetwork, {}),
        (SharedNetwork, {"subnets": {}}),
        (Subnet, {"unknown_clients": "ignore"}),
        (Subnet, {"range": "10.0.0.1-10.0.0.2-10.0.0.3"}),
    ],
)
def test_what_leases_nothing_is_no_pool_and_no_wire(record: Any, given: dict[str, Any]) -> None:
    """A pool has a range, a shared network a subnet."""
    with pytest.raises(ValidationError):
        record.model_validate(given)
