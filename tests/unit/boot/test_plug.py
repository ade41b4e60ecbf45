"""A firmware from elsewhere: registered, it is parsed, rendered, published and planned as one of the product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from salt_pxe.arming.armed import arm
from salt_pxe.boot.firmware import firmware_of
from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.doctor.daemon_health import one_version
from salt_pxe.pillar import PillarError, parse, schema
from salt_pxe.plan.machine import answers
from salt_pxe.publish.armed.boot_files import folders
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.media import loader_files
from salt_pxe.publish.steps.packages import parts
from salt_pxe.render import boot_tree, dhcp_tree, disarmed_files, host_boot_tree
from salt_pxe.services.family import DEBIAN, REDHAT
from salt_pxe.site.site import Site
from tests.kinds.firmware import Oak
from tests.site import SITE, changed

MAC, OTHER = "52:54:00:12:34:56", "52:54:00:12:34:57"
OWN, SHARED = f"/srv/tftp/oak/{MAC}.line", "/srv/tftp/oak/everybody.line"
WILD = {**SITE["profiles"]["el9-web"], "install_unknown": True}


@pytest.fixture
def site() -> Iterator[Site]:
    """The small site, which serves this firmware alone."""
    with FIRMWARE.registered(Oak()):
        yield parse(changed({"server:loaders": "oak"}))


def plan(site: Site, mac: str, architecture: int = 200) -> dict[str, Any]:
    """Return what a machine with this firmware would get."""
    return answers(site, mac, architecture, arm(site), DEBIAN, {}, str)


def conf(site: Site) -> str:
    """Return the configuration of the DHCP service."""
    return "".join(file.content.decode() for file in dhcp_tree(site, DEBIAN).values())


def server(site: Site) -> KickstartServer:
    """Return as much of a server as the packages and the checks of them ask for."""
    calls = {"pkg.version": {"oak": "1:1.0-1", "oak-leaves": "1.1-1"}.get}
    return cast(KickstartServer, SimpleNamespace(site=site, family=DEBIAN, calls=calls))


def test_the_door_knows_it_while_it_is_registered(site: Site) -> None:
    """Pillar's words and the schema's are those of the registry; it is served only where pillar names it."""
    assert site.server.loaders == ("oak",)
    assert "oak" in str(schema()["$defs"]["Server"]["properties"]["loaders"])
    assert "oak" not in parse(changed({})).server.loaders


def test_the_door_names_the_kinds_that_there_are() -> None:
    """Without it the word is refused."""
    with pytest.raises(PillarError, match="is not one of: 'bios' or 'uefi'"):
        parse(changed({"server:loaders": "oak"}))


def test_its_files_are_rendered_below_the_tftp_root(site: Site) -> None:
    """The armed host has its own file, everybody else the shared one; the server's distribution reaches the kind."""
    tree = boot_tree(site, arm(site), DEBIAN)
    assert tree.keys() == {OWN, SHARED, "/etc/default/tftpd-hpa"}
    assert tree[OWN].content == b"grow pxe/el9/vmlinuz # Debian\n"
    assert tree[SHARED].content == b"rest\n"
    assert host_boot_tree(site, "web01", "CHG0012345", DEBIAN) == {OWN: tree[OWN]}
    there = boot_tree(site, arm(site), REDHAT)
    assert there[f"/var/lib/tftpboot/oak/{MAC}.line"].content == b"grow pxe/el9/vmlinuz # RedHat\n"


def test_disarming_takes_its_file_away(site: Site) -> None:
    """Or leaves one that boots the disk, where strangers may install."""
    assert disarmed_files(site, MAC, DEBIAN) == {OWN: None}
    wild = parse(changed({"server:loaders": "oak", "unknown": "wild", "profiles:wild": WILD}))
    kept = disarmed_files(wild, MAC, DEBIAN)[OWN]
    assert kept and kept.content == b"rest # Debian\n"


def test_the_dhcp_service_gives_it_its_boot_file(site: Site) -> None:
    """By its vendor class and its architecture."""
    text = conf(site)
    assert 'class "salt-pxe-oak" {' in text
    assert '"OakClient"' in text
    assert 'filename "oak.bin";' in text
    assert "pxelinux" not in text


def test_a_kind_with_a_user_class_stands_behind_those_without() -> None:
    """Its clients are of another kind too, and dhcpd prefers the class that is written last."""
    oak = Oak(name="a-oak", architectures=(0,), vendor_class="PXEClient", user_class="Oak")
    with FIRMWARE.registered(oak):
        text = conf(parse(changed({"server:loaders": ["bios", "a-oak"]})))
    assert 0 < text.index('class "salt-pxe-bios"') < text.index('class "salt-pxe-a-oak"')


def test_a_kind_with_a_user_class_is_not_known_by_its_architecture_alone() -> None:
    """Who says only 0 is a BIOS machine, whatever other kind has that architecture too."""
    with FIRMWARE.registered(Oak(name="a-oak", architectures=(0,), user_class="Oak")):
        found = firmware_of(0)
    assert found and found.name == "bios"


def test_it_is_planned(site: Site) -> None:
    """Path, text and boot file are those of this kind; another firmware is told that none is served to it."""
    found = plan(site, MAC)
    assert found["firmware"] == "OAK (architecture 200)"
    assert found["dhcp"]["filename"] == {"value": "oak.bin", "from": "pxe:server:loaders"}
    assert found["boot_configuration"] == {"path": OWN, "text": "grow pxe/el9/vmlinuz # Debian\n"}
    assert plan(site, OTHER)["boot_configuration"] == {"path": SHARED, "text": "rest\n"}
    assert "no boot loader" in plan(site, MAC, 0)["boots"]["value"]


def test_its_loaders_and_packages_are_published(site: Site, tmp_path: Path) -> None:
    """Its loader is copied from where the package puts it, its packages are installed, its folder is ours."""
    (tmp_path / "usr/lib/oak").mkdir(parents=True)
    (tmp_path / "usr/lib/oak/oak.bin").touch()
    (copy,) = loader_files.wanted(Disk(str(tmp_path)), site, DEBIAN)
    assert (copy.path, copy.source) == ("/srv/tftp/oak.bin", str(tmp_path / "usr/lib/oak/oak.bin"))
    assert parts(server(site))["oak"] == ("oak-for-Debian",)
    assert "/srv/tftp/oak" in folders(DEBIAN, {})


def test_packages_that_do_not_match_are_found(site: Site) -> None:
    """What the kind says of them is what the check tells."""
    (finding,) = one_version(server(site))
    assert (finding.check, finding.status) == ("oak", "error")
    assert finding.message == "oak is 1.0 and oak-leaves is 1.1: the tree is bare"
