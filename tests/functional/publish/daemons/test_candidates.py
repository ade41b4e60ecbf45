"""The official parsers read a candidate before it is in force, and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.pillar import parse
from salt_pxe.publish.daemons import candidates
from salt_pxe.publish.files.changes import Plan, difference
from salt_pxe.publish.files.disk import Disk
from salt_pxe.render import dhcp_tree, http_tree
from salt_pxe.services.dhcp.isc import check
from salt_pxe.services.dhcp.isc.places import PLACES
from salt_pxe.services.family import DEBIAN
from salt_pxe.services.refusals import DaemonFailed
from salt_pxe.site.artefact import File
from tests.site import changed

SITE = parse(changed({}))
CONF = PLACES["Debian"].configuration
DHCPD = dhcp_tree(SITE, DEBIAN)[CONF].content.decode()
# nginx -t binds the address that it is told, so that has to be one of this machine.
NGINX = http_tree(SITE, DEBIAN)[DEBIAN.nginx_site].content.decode().replace("10.0.0.7", "127.0.0.1")


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))


def plan(disk: Disk, path: str, text: str) -> Plan:
    """Return the plan that brings a file to this text."""
    return difference(disk, {path: File(text.encode())})


def left(disk: Disk) -> list[str]:
    """Return the files that are on the disk."""
    return [str(path) for path in Path(disk.root).rglob("*") if path.is_file()]


def test_a_good_candidate_is_accepted_and_not_left_behind(disk: Disk) -> None:
    """dhcpd reads it beside the real file; nginx in a folder of its own."""
    candidates.beside(disk, plan(disk, CONF, DHCPD), CONF, "dhcpd", check.check)
    candidates.nginx_site(disk, plan(disk, DEBIAN.nginx_site, NGINX), DEBIAN.nginx_site)
    assert left(disk) == []


def test_a_bad_candidate_is_refused_by_its_real_name(disk: Disk) -> None:
    """In the parser's own words; nothing is left behind, and nothing was changed."""
    disk.write(CONF, File(DHCPD.encode()))
    with pytest.raises(DaemonFailed, match=f"{CONF} line"):
        candidates.beside(disk, plan(disk, CONF, DHCPD + "}"), CONF, "dhcpd", check.check)
    with pytest.raises(DaemonFailed, match=rf'unexpected "}}" in {DEBIAN.nginx_site}:\d+'):
        bad = plan(disk, DEBIAN.nginx_site, NGINX + "}\n")
        candidates.nginx_site(disk, bad, DEBIAN.nginx_site)
    assert left(disk) == [disk.real(CONF)]
    assert Path(disk.real(CONF)).read_text() == DHCPD


def test_the_candidate_lies_in_the_folder_of_the_real_file(disk: Disk) -> None:
    """An AppArmor profile lets a daemon read nowhere else."""
    read: list[Path] = []
    candidates.beside(
        disk, plan(disk, CONF, DHCPD), CONF, "dhcpd", lambda program, path, name: read.append(Path(path))
    )
    assert [path.parent for path in read] == [Path(disk.real(CONF)).parent]
    assert read[0] != Path(disk.real(CONF))


@pytest.mark.parametrize("daemon", ["dhcpd", "salt-pxe-no-such-daemon"])
def test_without_a_change_or_a_parser_nobody_is_asked(disk: Disk, daemon: str) -> None:
    """The file may already be as it should, or the package not be there yet."""
    disk.write(CONF, File(DHCPD.encode()))
    wanted = DHCPD if daemon == "dhcpd" else DHCPD + "}"
    candidates.beside(disk, plan(disk, CONF, wanted), CONF, daemon, pytest.fail)


def test_the_whole_configuration_of_nginx_is_read() -> None:
    """What the package brought is in order."""
    candidates.nginx_whole()
