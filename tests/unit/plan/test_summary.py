"""What a site does, in words."""

from __future__ import annotations

from salt_pxe.arming.armed import arm
from salt_pxe.boot.decision import Local, Menu, decide
from salt_pxe.pillar import parse
from salt_pxe.plan import summary
from tests.site import SITE, changed

MAC = "52:54:00:12:34:56"
WILD = {**SITE["profiles"]["el9-web"], "install_unknown": True}


def test_a_decision_is_told_in_a_few_words() -> None:
    """Its disk, a menu, an install with the URL that says which."""
    site = parse(changed({}))
    _, install = decide(site, MAC, arm(site))
    assert summary.what_boots(site, install) == f"installs from http://10.0.0.7/pxe/ks/{MAC}"
    assert summary.what_boots(site, Local()) == "boots its disk"
    assert summary.what_boots(site, Menu(("a", "b"), 10)) == "menu (a, b), its disk after 10 s"


def test_the_disks_at_stake_are_the_host_s_or_its_profile_s() -> None:
    """A host's own list goes before; without a profile there are none."""
    site = parse(changed({"hosts:web02:disks": ["sdb"], "hosts:aa": {"mac": "52:54:00:00:00:09"}}))
    assert [summary.disks_at_stake(site, name) for name in ("web01", "web02", "aa")] == [
        ("sda",),
        ("sdb",),
        (),
    ]


def test_the_overview_names_server_subnets_repos_machines_and_who_is_armed() -> None:
    """A line each, in columns, and what an install may erase at the end."""
    site = parse(changed({"subnets:10.1.0.0/24": {}, "hosts:web02:fixed_address": None}))
    assert list(summary.lines(site, arm(site))) == [
        "kickstart server 10.0.0.7 on eth1, services run while_armed",
        "subnet 10.0.0.0/24: leases 10.0.0.150-10.0.0.200",
        "subnet 10.1.0.0/24: leases to declared hosts only",
        "repo el9: /srv/media/el9, installs from http://10.0.0.7/pxe/repo/el9/",
        "host      MAC                address    profile  boots",
        f"web01     {MAC}  10.0.0.21  el9-web  installs from http://10.0.0.7/pxe/ks/{MAC}",
        "web02     52:54:00:12:34:57  leased     el9-web  boots its disk",
        "(anyone)  undeclared         leased     -        boots its disk",
        "1 of 2 machines armed",
        "web01 is armed by 'CHG0012345': its install with profile el9-web may erase sda",
    ]


def test_the_pools_of_a_subnet_lease_too() -> None:
    """And what strangers boot is the last machine."""
    changes = {"subnets:10.0.0.0/24:pools": [{"range": "10.0.0.30-10.0.0.40"}], "unknown": "menu"}
    lines = list(summary.lines(parse(changed({**changes, "profiles:wild": WILD})), {}))
    assert lines[1] == "subnet 10.0.0.0/24: leases 10.0.0.150-10.0.0.200, 10.0.0.30-10.0.0.40"
    assert lines[-2].endswith("menu (wild), its disk after 10 s")
    assert lines[-1] == "0 of 2 machines armed"
