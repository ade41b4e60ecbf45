"""A DHCP service from elsewhere serves a site, and no room of the product knows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.doctor.installs import pools
from salt_pxe.plan.machine import answers
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps import dhcp_service, packages
from salt_pxe.render import render
from salt_pxe.served import Served
from salt_pxe.services.dhcp.plug import DHCP_SERVICES, NotThere, places_of, service_of
from salt_pxe.services.family import DEBIAN, family_of
from salt_pxe.site.artefact import File
from tests.kinds.json_dhcp import CONFIGURATION, JSON_DHCP
from tests.site import changed

MAC = "52:54:00:12:34:56"


@pytest.fixture(autouse=True)
def plugged() -> Iterator[None]:
    """The tests' own DHCP service, beside those of the product."""
    with DHCP_SERVICES.registered(JSON_DHCP):
        yield


def with_json(changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the pillar of the small site, served by the tests' own service."""
    return changed({"dhcp:backend": "json", **(changes or {})})


def server(disk: Disk, calls: Mapping[str, Any] | None = None, **changes: Any) -> KickstartServer:
    """Return a kickstart server with nothing armed."""
    given = with_json({"server:services": "always", **changes})["pxe"]
    running = {"service.status": lambda unit: False}
    return KickstartServer(Served(given, {}, {}, {}), DEBIAN, disk, {**running, **(calls or {})})


def test_its_word_is_one_of_pillar_s() -> None:
    """A registered service can be named; a word that names none is refused with those that there are."""
    assert service_of(pillar.parse(with_json())) is JSON_DHCP
    words = pillar.schema()["$defs"]["Dhcp"]["properties"]["backend"]["enum"]
    assert words == list(DHCP_SERVICES.names())
    assert {"isc", "json"} <= set(words)
    with pytest.raises(pillar.PillarError, match=r"'isc'.*'json'"):
        pillar.parse(changed({"dhcp:backend": "dnsmasq"}))


def test_its_files_stand_in_the_tree_in_place_of_another_s() -> None:
    """The tree has its file, and none of the default service's."""
    site = pillar.parse(with_json())
    tree = render(site, {}, DEBIAN)
    said = json.loads(tree[CONFIGURATION].content)
    assert said["hosts"][MAC] == "10.0.0.21"
    assert said["dhcp"]["default_lease_time"] == 21600
    default = service_of(pillar.parse(changed({}))).places(DEBIAN)
    assert not tree.keys() & {default.configuration, *default.settings}


def test_a_word_that_it_does_not_have_is_refused_with_the_services_that_have_it() -> None:
    """The problem has the place in pillar and names the service to change to; the others accept the site."""
    changes = {"subnets:10.0.0.0/24:min_secs": 3}
    with pytest.raises(pillar.PillarError) as raised:
        pillar.parse(with_json(changes))
    (problem,) = raised.value.problems
    assert problem.path == "pxe:subnets:10.0.0.0/24:min_secs"
    assert problem.hint == "leave it out, or say pxe:dhcp:backend: isc"
    assert pillar.parse(changed(changes))


def test_a_host_s_word_leaves_out_that_host_alone() -> None:
    """One host that asks for what the service cannot say does not block the others."""
    served = pillar.parse_serving(with_json({"hosts:web02:dhcp": {"ping_check": True}}))
    assert list(served.site.hosts) == ["web01"]
    assert [problem.path for problem in served.problems] == ["pxe:hosts:web02:dhcp:ping_check"]


def test_the_plan_follows_its_order_of_precedence() -> None:
    """Where class and subnet both name a file, the default service takes the class's, the tests' own the subnet's."""
    changes = {
        "classes:all": {"match": {"vendor_class": "PXEClient"}, "filename": "of-class"},
        "subnets:10.0.0.0/24:filename": "of-subnet",
    }

    def filename(site: Mapping[str, Any]) -> str:
        answer = answers(pillar.parse(site), MAC, 0, {}, DEBIAN, {}, str)
        return str(answer["dhcp"]["filename"]["value"])

    assert filename(changed(changes)) == "of-class"
    assert filename(with_json(changes)) == "of-subnet"


def test_a_family_without_the_service_is_told_which_ones_it_has() -> None:
    """The refusal names the other services that run there."""
    assert places_of(pillar.parse(with_json()), family_of("RedHat", 10)).unit == "json-dhcp"
    with pytest.raises(NotThere, match="no json-dhcp, or say pxe:dhcp:backend: isc"):
        places_of(pillar.parse(with_json()), family_of("RedHat", 9))
    with pytest.raises(NotThere, match="release 9 or Debian, or say pxe:dhcp:backend: json"):
        places_of(pillar.parse(changed({})), family_of("RedHat", 10))


def test_its_candidate_is_read_where_it_will_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check reads a file beside the configuration, which is gone afterwards; a refusal changes nothing."""
    disk = Disk(str(tmp_path))
    step = dhcp_service.step(server(disk))
    assert CONFIGURATION in step.changes()
    assert disk.names("/etc/json-dhcp") == []
    monkeypatch.setattr(type(JSON_DHCP), "files", lambda self, site, family: {CONFIGURATION: File(b"{")})
    with pytest.raises(PublishError, match=rf"json-dhcp refuses .*\n{CONFIGURATION}: Expecting"):
        dhcp_service.step(server(disk)).changes()
    assert disk.names("/etc/json-dhcp") == []


def test_it_is_driven_by_its_own_unit_and_reloads() -> None:
    """The unit that runs is its own, and a new configuration means a reload where the kind says so."""
    done: list[str] = []
    calls = {
        "service.status": lambda unit: True,
        "service.reload": lambda unit: not done.append(f"reload {unit}"),  # type: ignore[func-returns-value]
    }
    daemon = server(Disk("/nonexistent"), calls).dhcp()
    daemon.restart()
    assert done == ["reload json-dhcp"]
    assert daemon.own_words("json-dhcp version 1\nno subnet") == "no subnet"


def test_its_packages_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What brings its program is installed where the program is not there, and nothing of another service."""
    monkeypatch.setattr(packages, "program", lambda name: None)
    nothing = {"pkg.version": lambda name: "", "service.available": lambda unit: False}
    missing = packages.PackagesStep(server(Disk("/nonexistent"), nothing)).missing
    assert "json-dhcp" in missing
    assert not set(missing) & set(service_of(pillar.parse(changed({}))).places(DEBIAN).packages)


def test_its_leases_count_against_the_pools(tmp_path: Path) -> None:
    """The doctor reads the leases from the service's own file, in its own form."""
    leases = tmp_path / "var/lib/json-dhcp/leases.json"
    leases.parent.mkdir(parents=True)
    leases.write_text(json.dumps({"10.0.0.150": [MAC, 2**40], "10.0.0.151": [MAC, 1]}))
    (finding,) = pools(server(Disk(str(tmp_path))))
    assert finding.message.endswith("50 of 51 are free")
