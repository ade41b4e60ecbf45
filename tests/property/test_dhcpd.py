"""Does a value ever become a statement of dhcpd.conf, or of the files that start dhcpd?"""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import event, example, given, settings

from salt_pxe.pillar import parse
from tests.property.dhcpd_tokens import structure
from tests.property.hostile import PLACES, hostile, in_place, places, site_of, trees, twins


def accepts(text: str) -> str:
    """Return why dhcpd refuses a configuration, or nothing."""
    with TemporaryDirectory() as folder:
        conf = Path(folder) / "dhcpd.conf"
        conf.write_text(text, encoding="utf-8")
        done = subprocess.run(
            ["dhcpd", "-t", "-q", "-cf", conf], capture_output=True, text=True, errors="replace"
        )
    return done.stderr if done.returncode else ""


@given(places)
@example({"text option": '\\"; } host evil {'})
@example({"site comment": "x\nhost evil {"})
@example({"class": "a.b-c", "shared network": "a.b", "own option's name": "a.b"})
@example({"host": "_dmarc.0x.-", "host name": "1e5"})
@settings(max_examples=300, deadline=None)
def test_no_value_becomes_a_statement(texts: dict[str, str]) -> None:
    """dhcpd.conf has the same tokens as its inert twin's, strings aside, and dhcpd accepts it."""
    sites = twins(texts)
    event("accepted" if sites else "refused at the door")
    if sites is None:
        return
    hostile_files, inert_files = map(trees, sites)
    for path in hostile_files:
        if path.endswith("/dhcpd.conf"):
            assert structure(hostile_files[path]) == structure(inert_files[path])
    assert not accepts(hostile_files["Debian:/etc/dhcp/dhcpd.conf"])


@given(hostile)
@settings(max_examples=200, deadline=None)
def test_no_interface_becomes_a_shell_command(text: str) -> None:
    """The files that name the interfaces differ from their twins' in the name alone."""
    sites = twins({"interface": text})
    if sites is None:
        return
    names = [site.server.interfaces[1] for site in sites]
    assert names[0].isascii() and not set(names[0]) & set(" \t\n\"'\\$`;&|<>()%")
    for path, content in trees(sites[0]).items():
        if "default/isc-dhcp-server" in path or "dhcpd.service.d" in path:
            assert content.replace(names[0], names[1]) == trees(sites[1])[path]


def test_every_place_is_reached() -> None:
    """Every place of these properties is real: changed alone, it changes a file; only the request is in none."""
    plain = trees(parse(site_of({}, unknown="menu")))
    for place in PLACES:
        fitting = "ttyS1" if place == "console" else in_place(place, "q")
        site = parse(site_of({place: fitting}, unknown="menu"))
        assert (trees(site) != plain) == (place != "request"), place
