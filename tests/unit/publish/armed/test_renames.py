"""A pillar from before a rename does not rename the machine back."""

from __future__ import annotations

import pytest

from salt_pxe.publish.armed.renames import renamed_since
from salt_pxe.publish.files.disk import Disk
from tests.unit.publish.armed.armed_site import HOSTS, SITE, files_on, publish, site_of

OTHERS = {host: mac for host, mac in HOSTS.items() if host != "web01"}


@pytest.mark.parametrize("name", ["db01", "Web01"])
def test_a_pillar_from_before_the_rename_is_known_as_such(disk: Disk, name: str) -> None:
    """It has the former name, the request and a MAC; one that knows the present name as another one is newer."""
    renamed = site_of({**OTHERS, name: HOSTS["web01"]})
    publish(disk, {"web01": "CHG1"})
    files = files_on(disk)
    assert renamed_since(files, SITE, {"web01": "CHG1"}, {}) == {}
    publish(disk, {name: "CHG1"}, renamed, former={name: ["web01"]})
    since = renamed_since(files, SITE, {"web01": "CHG1"}, {})
    assert {host: record.host for host, record in since.items()} == {"web01": name}
    assert renamed_since(files, SITE, {"web01": "CHG1"}, {"web01": (name,)}) == {}
    assert renamed_since(files, renamed, {name: "CHG1"}, {name: ("web01",)}) == {}


def test_another_text_or_machine_of_that_name_is_no_late_one(disk: Disk) -> None:
    """A new request arms a machine under the name that is free."""
    publish(disk, {"web01": "CHG1"})
    publish(disk, {"db01": "CHG1"}, site_of({**OTHERS, "db01": HOSTS["web01"]}), former={"db01": ["web01"]})
    files = files_on(disk)
    assert renamed_since(files, SITE, {"web01": "CHG2"}, {}) == {}
    other = site_of({**OTHERS, "web01": "52:54:00:00:01:01"})
    assert renamed_since(files, other, {"web01": "CHG1"}, {}) == {}
    assert set(renamed_since(files, SITE, {"web01": "CHG1"}, {})) == {"web01"}
