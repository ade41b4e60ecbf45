"""The reference in Markdown, made from the schema."""

from __future__ import annotations

import re

import pytest

from salt_pxe import pillar
from salt_pxe.cli import reference

PAGE = reference.markdown()


def section(name: str) -> str:
    """Return what stands under a heading."""
    return re.split(rf"^## {name}$", PAGE, flags=re.MULTILINE)[1].partition("\n## ")[0]


def test_every_record_and_every_key_has_its_place() -> None:
    """Each record once, each key in a row of its record."""
    schema = pillar.schema()
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert sorted(headings) == sorted({"pxe", *schema["$defs"]})
    for name, record in {"pxe": schema["properties"]["pxe"], **schema["$defs"]}.items():
        rows = re.findall(r"^\| `(\w+)` \|", section(name), re.MULTILINE)
        assert rows == list(record.get("properties", {})), name


def test_a_link_leads_to_a_record_of_the_page() -> None:
    """By the anchor that Markdown makes of its heading."""
    anchors = {heading.lower() for heading in re.findall(r"^## (.*)$", PAGE, re.MULTILINE)}
    links = re.findall(r"\]\(#([^)]*)\)", PAGE)
    assert links and set(links) <= anchors


@pytest.mark.parametrize(
    ("record", "row"),
    [
        ("Server", r"| `http_port` | number from 1 to 65535 | `80` | TCP port of nginx on `address` |"),
        ("Server", r"| `services` | `while_armed`, `always` | `\"while_armed\"` | when the daemons run |"),
        ("Tls", r"| `certificate` | an absolute path | **required** | "),
        ("Host", r"| `mac` | list of: a MAC address, quoted | **required** | "),
        ("Host", r"| `dhcp` | [DhcpScope](#dhcpscope) |  | DHCP parameters of this machine alone |"),
        ("pxe", r"| `hosts` | mapping of name to: [Host](#host) | "),
        ("Profile", r"| `storage` | [Storage](#storage) | see there | "),
        ("DhcpScope", r"| `lease_time` | number from 60 or `infinite` |  | "),
        ("Profile", r"| `skipx` | true or false | `true` |  |"),
    ],
)
def test_a_row_tells_type_default_and_meaning(record: str, row: str) -> None:
    """In words."""
    assert row.replace('\\"', '"') in section(record)


def test_nothing_in_a_cell_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row of a table has its four cells, whatever stands in a description."""
    record = {"properties": {"key": {"type": "string", "description": "a|b\n c"}}}
    monkeypatch.setattr(pillar, "schema", lambda: {"properties": {"pxe": record}, "$defs": {}})
    rows = [
        line for line in [*PAGE.splitlines(), *reference.markdown().splitlines()] if line.startswith("| `")
    ]
    assert rows[-1] == r"| `key` | text |  | a\|b c |"
    assert not [row for row in rows if len(re.split(r"(?<!\\)\|", row)) != 6]
