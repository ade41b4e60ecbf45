"""One machine of a site."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from salt_pxe.site.host import Host

MAC = "52:54:00:12:34:56"


def test_a_host_needs_nothing_but_a_mac_address() -> None:
    """What it does not say is its profile's or nobody's: no disk, no request, no address."""
    host = Host.model_validate({"mac": MAC})
    assert host.mac == (MAC,)
    assert (host.disks, host.install, host.fixed_address, host.network) == ((), None, None, None)


def test_one_disk_and_one_kernel_argument_are_lists_of_one() -> None:
    """As everywhere where several may stand."""
    host = Host.model_validate({"mac": [MAC], "disks": "/dev/sda", "kernel_args": "quiet", "packages": "vim"})
    assert (host.disks, host.kernel_args, host.packages) == (("sda",), ("quiet",), ("vim",))


def test_an_empty_list_of_nics_is_not_the_profile_s() -> None:
    """`network: []` is something that the host says, unlike no `network` at all."""
    assert Host.model_validate({"mac": MAC, "network": []}).network == ()


@pytest.mark.parametrize("wrong", [{"mac": []}, {}, {"mac": MAC, "install": ""}, {"mac": MAC, "storage": {}}])
def test_a_host_without_a_mac_address_or_with_an_empty_request_or_layout_is_refused(
    wrong: dict[str, object],
) -> None:
    """Nothing that an install depends on may be empty."""
    with pytest.raises(ValidationError):
        Host.model_validate(wrong)
