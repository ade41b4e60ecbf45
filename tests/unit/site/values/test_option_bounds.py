"""Values of options that no client could use."""

from __future__ import annotations

import pytest

from salt_pxe.site.values.dhcp_options import OPTIONS, OptionValue, checked
from salt_pxe.site.values.option_bounds import fault


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("interface-mtu", 67, 68),
        ("path-mtu-plateau-table", [1500, 67], [1500, 68]),
        ("max-dgram-reassembly", 575, 576),
        ("default-ip-ttl", 0, 1),
        ("default-tcp-ttl", 0, 1),
        ("netbios-node-type", 3, 4),
        ("netbios-node-type", 0, 8),
        ("subnet-mask", "255.0.255.0", "255.255.0.0"),
        ("static-routes", ["10.9.0.1 10.0.0.1", "0.0.0.0 10.0.0.254"], ["10.9.0.1 10.0.0.1"]),
        ("policy-filter", "10.9.0.0 10.9.0.1", "10.9.0.0 255.255.0.0"),
    ],
)
def test_a_value_that_its_type_allows_may_be_none_yet(
    name: str, wrong: OptionValue, right: OptionValue
) -> None:
    """Its neighbour is one."""
    assert fault(name, checked(OPTIONS[name], wrong)) is not None
    assert fault(name, checked(OPTIONS[name], right)) is None


def test_other_options_have_no_bounds_but_those_of_their_types() -> None:
    """Zero is a number."""
    assert fault("boot-size", 0) is None
    assert fault("dhcp-parameter-request-list", (0, 1)) is None
