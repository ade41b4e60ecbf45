"""A minion without a master: real Salt, its real loader, everything private to one folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass
class Masterless:
    """A minion under `root`, run by `python` (an environment with Salt), with these file and pillar roots."""

    root: Path
    python: Path = Path(sys.executable)
    file_roots: Sequence[Path] = ()
    pillar: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pillar_root = self.root / "pillar"
        pillar_root.mkdir(parents=True, exist_ok=True)
        (pillar_root / "top.sls").write_text("base: {'*': [site]}\n")
        self.set_pillar(self.pillar)
        config = {
            "id": "kickstart01",
            "file_client": "local",
            "root_dir": str(self.root),
            "file_roots": {"base": [str(path) for path in self.file_roots]},
            "file_ignore_regex": ["^build/", r"^\.git/"],
            "pillar_roots": {"base": [str(pillar_root)]},
            "ext_pillar": [{"pxe": {}}],
            "log_file": str(self.root / "log"),
            "log_level": "warning",
            **self.options,
        }
        (self.root / "minion").write_text(yaml.safe_dump(config))

    def set_pillar(self, pillar: Mapping[str, Any]) -> None:
        """Write the pillar of this minion anew."""
        (self.root / "pillar" / "site.sls").write_text(json.dumps(pillar, indent=1) + "\n")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `salt-call` and return its whole outcome."""
        program = "import sys; from salt.scripts import salt_call; sys.exit(salt_call())"
        call = [self.python, "-c", program, "--config-dir", self.root, "--local", "--out=json", *arguments]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            call, capture_output=True, text=True, timeout=180, cwd=self.root, env=environment, check=False
        )

    def call(self, *arguments: str) -> Any:
        """Run `salt-call` and return the data that it prints."""
        done = self.run(*arguments)
        try:
            return json.loads(done.stdout)["local"]
        except (ValueError, KeyError):
            raise AssertionError(f"salt-call {' '.join(arguments)}\n{done.stdout}\n{done.stderr}") from None
