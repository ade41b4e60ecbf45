"""A whole site, and the names that its hosts get."""

from __future__ import annotations

from salt_pxe.pillar import parse
from tests.site import ABSENT, changed, small_site

MAC = "52:54:00:12:34:58"


def test_a_host_s_names_are_its_own_or_its_name_in_pillar() -> None:
    """Host name and minion id are said each for itself."""
    site = parse(changed({"hosts:web02:hostname": "db.example.com"}))
    assert (site.hostname("web01"), site.minion_id("web01")) == ("web01", "web01.example.com")
    assert (site.hostname("web02"), site.minion_id("web02")) == ("db.example.com", "web02")


def test_a_host_s_profile_is_the_one_that_it_names() -> None:
    """It may name none, and in a site that no rule has looked at one that is not there."""
    site = small_site({"hosts:web02:profile": ABSENT, "hosts:web03": {"mac": MAC, "profile": "nowhere"}})
    found = [site.profile_of(host) for host in site.hosts.values()]
    assert found == [site.profiles["el9-web"], None, None]


def test_the_subnets_of_shared_networks_are_subnets_too() -> None:
    """Each by its network."""
    wire = {"subnets": {"10.1.0.0/24": {"comment": "there"}, "10.2.0.0/24": {}}}
    found = parse(changed({"shared_networks:wire": wire})).all_subnets()
    assert list(found) == ["10.0.0.0/24", "10.1.0.0/24", "10.2.0.0/24"]
    assert found["10.1.0.0/24"].comment == "there"


def test_what_nobody_declared_boots_its_disk() -> None:
    """Where a site says nothing of strangers."""
    assert parse(changed({})).unknown == "local"
