"""The leases of this machine's own DHCP service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from salt_pxe import pillar
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.host.lease_file import leases_here
from salt_pxe.services.dhcp.lease import Lease
from salt_pxe.services.dhcp.plug import DHCP_SERVICES, places_of
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.site import Site
from tests.kinds.json_dhcp import JSON_DHCP
from tests.site import changed

MAC = "52:54:00:12:34:56"


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that the tests' own DHCP service serves."""
    with DHCP_SERVICES.registered(JSON_DHCP):
        yield pillar.parse(changed({"dhcp:backend": "json"}))


@pytest.fixture
def file(tmp_path: Path, site: Site) -> Path:
    """Where the service keeps its leases."""
    file = tmp_path / places_of(site, DEBIAN).leases.removeprefix("/")
    file.parent.mkdir(parents=True)
    return file


def test_leases_are_read_from_the_service_s_own_file_in_its_own_form(
    tmp_path: Path, site: Site, file: Path
) -> None:
    """At this moment's time: one that has ended is told so."""
    file.write_text(f'{{"10.0.0.150": ["{MAC}", {2**40}], "10.0.0.151": ["{MAC}", 1]}}')
    assert leases_here(Disk(str(tmp_path)), site, DEBIAN) == [
        Lease("10.0.0.150", MAC, 2**40, "active"),
        Lease("10.0.0.151", MAC, 1, "expired"),
    ]


def test_a_service_that_never_ran_has_no_leases(tmp_path: Path, site: Site) -> None:
    """Its file is not there, nor its folder."""
    assert leases_here(Disk(str(tmp_path)), site, DEBIAN) == []


def test_a_lease_file_that_cannot_be_read_is_named(tmp_path: Path, site: Site, file: Path) -> None:
    """Nobody takes it for a file without leases."""
    file.mkdir()
    with pytest.raises(PublishError, match="is a folder where a file has to be"):
        leases_here(Disk(str(tmp_path)), site, DEBIAN)


def test_bytes_that_are_no_text_hide_no_lease(tmp_path: Path, site: Site, file: Path) -> None:
    """A client may send any name."""
    file.write_bytes(f'{{"10.0.0.150": ["{MAC}'.encode() + b"\xff" + f'", {2**40}]}}'.encode())
    assert [lease.address for lease in leases_here(Disk(str(tmp_path)), site, DEBIAN)] == ["10.0.0.150"]
