"""What may an operator, or whoever writes into pillar, put into a value? Sites with hostile text in one place or more.

`site_of` puts texts into every free place of a site. A hostile site has an inert twin: the same, but for harmless text
of the same length in the same places. Whatever the texts are, both must give files of the same structure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from salt_pxe.arming.armed import arm
from salt_pxe.pillar import PillarError, parse
from salt_pxe.render import boot_tree, dhcp_tree, http_tree
from salt_pxe.services.family import DEBIAN, REDHAT
from salt_pxe.site.site import Site
from tests.site import SITE, changed

PLACES: Mapping[str, str] = {
    "site comment": "x",
    "subnet comment": "x",
    "pool comment": "x",
    "class comment": "x",
    "host comment": "x",
    "domain name": "x.example",
    "search domain": "x.example",
    "text option": "x",
    "own option's name": "x",
    "own text": "x",
    "filename": "x",
    "host filename": "x",
    "server name": "x",
    "class": "x",
    "vendor class": "x",
    "user class": "x",
    "client id": "x",
    "shared network": "x",
    "interface": "eth0",
    "host": "x",
    "host name": "x",
    "profile": "x",
    "repo": "x",
    "folder": "/srv/x",
    "url": "https://x.example/x",
    "kernel argument": "x=x",
    "host's kernel argument": "x",
    "console": "ttyS0",
    "request": "x",
}
"""Each free place, and a harmless text that fits there."""

_ANY_LINE = (
    "text option",
    "own text",
    "vendor class",
    "user class",
    "client id",
    "filename",
    "host filename",
)

LAST = "z" * 40
"""A name that sorts behind any hostile one."""

PIECES = (
    *"\"\\;{}#'$`()<>|&*?=,:%^~!@[]/ .-_",
    *(
        "\n",
        "\r",
        "\t",
        "\0",
        "\v",
        "\f",
        "\x85",
        "\u2028",
        "\u00a0",
        "\u00e9",
        "\u20ac",
        "\U0001f4a5",
        "\\\n",
        "\\x0a",
        "\\012",
    ),
    *(
        '";',
        '"; }',
        "'; reboot; '",
        "${net_default_mac}",
        "$(reboot)",
        "`id`",
        "*/",
        "//",
        "/*",
        "%end",
        "\n%post\n",
    ),
    *(
        "host evil { }",
        "filename",
        "include",
        "deny",
        "return 200",
        "APPEND",
        "\nLABEL x\n",
        "boot",
        "known",
        "local",
    ),
    *("a", "Z", "0", "x"),
)

_anything = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=6).map("".join)
_names = st.text("aZ0x._-", min_size=1, max_size=12)
_words = st.text("aZ0x._-/:=,+@%^~", min_size=1, max_size=12)

hostile = _anything | _names | _words
"""Text that some door lets in: anything for lines, less for words, least for names."""

_printable = st.lists(
    st.sampled_from([piece for piece in PIECES if piece.isprintable()]), min_size=1, max_size=8
)

_LINES = sorted(place for place in PLACES if place.endswith("comment") or place in _ANY_LINE)

_broken = st.tuples(
    _printable, st.sampled_from([piece for piece in PIECES if not piece.isprintable()]), _printable
)

places = (
    st.dictionaries(st.sampled_from(_LINES), _printable.map("".join), min_size=1, max_size=4)
    | st.dictionaries(
        st.sampled_from(_LINES),
        _broken.map(lambda parts: "".join([*parts[0], parts[1], *parts[2]])),
        min_size=1,
    )
    | st.dictionaries(st.sampled_from(sorted(PLACES)), hostile, min_size=1, max_size=2)
)
"""Hostile texts by place: such as the door lets in, lines that are broken somewhere, and anything anywhere."""


_AFTER_A_PORT = st.sampled_from(["", "0", ",9600", ",115200n8", ",19200e7r"])


@lru_cache(maxsize=len(PLACES))
def let_in(place: str) -> st.SearchStrategy[str]:
    """Return texts that the door most likely lets in at a place: of pieces each of which it lets in there by itself."""
    if place == "console":
        return _AFTER_A_PORT
    pieces = [piece for piece in PIECES if _passes(place, f"x{piece}x")]
    return st.lists(st.sampled_from(pieces), min_size=1, max_size=6).map(lambda some: f"x{''.join(some)}x")


def _passes(place: str, text: str) -> bool:
    try:
        parse(site_of({place: in_place(place, text)}))
    except PillarError:
        return False
    return True


def such_as_pass(among: Sequence[str]) -> st.SearchStrategy[dict[str, str]]:
    """Return hostile texts by place, most of which pass the door, in one to three of these places."""
    return st.lists(st.sampled_from(among), min_size=1, max_size=3, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({place: let_in(place) for place in chosen})
    )


def in_place(place: str, text: str) -> str:
    """Return hostile text behind the harmless start that its place asks for."""
    return (
        PLACES[place] + text
        if place in ("folder", "url", "console", "kernel argument", "interface")
        else text
    )


def harmless(place: str, text: str) -> str:
    """Return the inert twin of a text: as many octets, all letters behind the start that its place asks for."""
    if place == "console":  # nothing fits behind a serial port but its speed
        return PLACES[place]
    start = PLACES[place] if len(PLACES[place]) > 1 else ""
    return start + "x" * (len(text.encode()) - len(start))


def site_of(texts: Mapping[str, str], **top: Any) -> dict[str, Any]:
    """Return a pillar with these texts in their places, and harmless ones elsewhere."""
    t = {**PLACES, **texts}
    subnet = {
        "comment": t["subnet comment"],
        "range": "10.1.0.10-10.1.0.20",
        "filename": t["filename"],
        "pools": [
            {"comment": t["pool comment"], "range": "10.1.0.30-10.1.0.40", "allow": [t["class"], "known"]}
        ],
    }
    changes: dict[str, Any] = {
        "server:console": t["console"],
        "server:interfaces": ["eth1", t["interface"]],
        "dhcp:comment": t["site comment"],
        "dhcp:domain_name": t["domain name"],
        "dhcp:domain_search": [t["search domain"]],
        "dhcp:server_name": t["server name"],
        "dhcp:option_definitions": {t["own option's name"]: {"code": 224, "type": "text"}},
        "dhcp:options": {"root-path": t["text option"], t["own option's name"]: t["own text"]},
        "shared_networks": {t["shared network"]: {"subnets": {"10.1.0.0/24": subnet}}},
        "classes": {
            t["class"]: {
                "comment": t["class comment"],
                "match": {
                    "vendor_class": t["vendor class"],
                    "user_class": t["user class"],
                    "client_id": t["client id"],
                },
            }
        },
        "repos": {t["repo"]: {"source": t["folder"]}, "far": {"source": t["url"]}},
        "profiles": {
            t["profile"]: {
                **SITE["profiles"]["el9-web"],
                "repo": t["repo"],
                "kernel_args": [t["kernel argument"]],
                "install_unknown": True,
            },
            LAST: {**SITE["profiles"]["el9-web"], "repo": "far"},
        },
        "hosts": {
            t["host"]: {
                "mac": ["52:54:00:00:00:01", "52:54:00:00:00:02"],
                "hostname": t["host name"],
                "minion_id": "web01",
                "profile": t["profile"],
                "install": t["request"],
                "kernel_args": [t["host's kernel argument"]],
                "dhcp": {"comment": t["host comment"], "filename": t["host filename"]},
            },
            LAST: {"mac": "52:54:00:00:00:03", "profile": LAST, "install": "x"},
            f"{LAST}-idle": {"mac": "52:54:00:00:00:04"},
        },
        **top,
    }
    return changed(changes)


def twins(texts: Mapping[str, str], **top: Any) -> tuple[Site, Site] | None:
    """Return a hostile site and its inert twin, or None where the door refuses the hostile one."""
    given = {place: in_place(place, text) for place, text in texts.items()}
    try:
        site = parse(site_of(given, **top))
    except PillarError:
        return None
    return site, parse(site_of({place: harmless(place, text) for place, text in given.items()}, **top))


def trees(site: Site) -> dict[str, str]:
    """Return every file of a site but the kickstarts, for both families, by family and path."""
    armed = arm(site)
    return {
        f"{family.name}:{path}": file.content.decode()
        for family in (DEBIAN, REDHAT)
        for tree in (dhcp_tree(site, family), boot_tree(site, armed, family), http_tree(site, family))
        for path, file in tree.items()
    }
