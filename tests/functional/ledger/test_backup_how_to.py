"""The how-to of backups does what it says, line by line, on either database."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import salt.config
import salt.loader
import salt.utils.args

from salt_pxe.ledger import database
from salt_pxe.ledger.requests import Ledger
from tests.unit.ledger.asking import ask_of, row_of

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = (REPOSITORY / "docs/how-to/backup-and-restore.md").read_text(encoding="utf-8")
LINES = [
    line.strip()
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
LATE = 4_000_000_000


class Reader:
    """Somebody who follows the page at a master's terminal."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.left = list(LINES)
        (folder / "backups").mkdir()
        self.configure(url)

    def configure(self, url: str) -> None:
        """Write the master's configuration."""
        self.opts = {
            **salt.config.DEFAULT_MASTER_OPTS,
            "__role": "master",
            "__cli": "salt-run",
            "output": "json",
            "id": "master",
            "root_dir": str(self.folder),
            "cachedir": str(self.folder / "cache"),
            "pki_dir": str(self.folder / "pki"),
            "sock_dir": str(self.folder),
            "extension_modules": str(self.folder / "extmods"),
            "module_dirs": [],
            "ext_pillar": [{"pxe": {"servers": ["ks01"]}}],
            "pxe": {"ledger": url, "key_file": str(self.folder / "keys.json")},
        }

    def follow(self, function: str) -> Any:
        """Type the page's next line, which has to be a call of this function, and return the answer."""
        line = self.left.pop(0)
        words = shlex.split(line.replace("/var/backups", str(self.folder / "backups")))
        assert words[:2] == ["salt-run", function], line
        given = salt.utils.args.parse_input(words[2:])
        args = [one for one in given if not isinstance(one, dict)]
        named = {key: value for one in given if isinstance(one, dict) for key, value in one.items()}
        named.pop("__kwarg__", None)
        return salt.loader.runner(self.opts, context={}, utils={})[function](*args, **named)


@pytest.fixture
def reader(tmp_path: Path, url: str) -> Reader:
    """A reader whose ledger is trusted and whose machine is installing."""
    database.ledger(url).trust(now=1, by="me")
    install(database.ledger(url), "web01")
    return Reader(tmp_path, url)


def install(ledger: Ledger, host: str) -> None:
    """Ask for an install that stays open."""
    ask_of(ledger, host, "ks01", lifetime=LATE)


def test_the_page_does_what_it_says(tmp_path: Path, reader: Reader, url: str) -> None:
    """From the first backup to a ledger in another database."""
    (tmp_path / "keys.json").write_text(json.dumps({"current": 1, "keys": {1: "ab" * 32}}))
    (tmp_path / "keys.json").chmod(0o600)
    assert reader.follow("pxe.backup")["keys"] == [1]
    ledger = database.ledger(url)
    install(ledger, "web02")
    ledger.move(row_of(ledger, "web02", site="ks01"), "cancelled", now=2, by="me")
    answer = reader.follow("pxe.restore")
    told = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`[^|]*) \|", PAGE, re.MULTILINE)[:7])))
    assert told == {"serial", "made_at", "replaced", "open", "closed", "lost", "hosts", "next"} and told <= {
        *answer
    }
    assert answer["open"] == ["web01 by 'CHG1'"] and not answer["trusted"]
    (row,) = reader.follow("pxe.status")["requests"]
    assert row["host"] == "web01"
    assert reader.follow("pxe.trust") == {"trusted": True}
    assert not reader.follow("pxe.distrust")["trusted"]
    reader.follow("pxe.backup")
    other = f"sqlite:///{tmp_path}/moved/ledger.db"
    reader.configure(other)
    assert reader.follow("pxe.restore")["open"] == ["web01 by 'CHG1'"]
    assert reader.follow("pxe.trust") == {"trusted": True}
    assert database.reader(other).find("ks01", "web01", "CHG1") and reader.left == []
