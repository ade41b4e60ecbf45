"""A master's configuration and files, by which Salt's own code compiles pillars in this very process."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import salt.config
import salt.pillar

from salt_pxe.ledger import database
from tests.site import changed

KS, NOBODY = "ks1", "app1"
SLS = "{{ {'pxe': SITE, 'said': 'nothing', 'role': grains.get('role', '')} | json }}\n"


class Master:
    """A master's configuration, and what it compiles."""

    def __init__(self, folder: Path, **more: Any) -> None:
        pillar = folder / "pillar"
        pillar.mkdir()
        (pillar / "top.sls").write_text("base: {'*': [all]}\n")
        site = changed({"server:api": "http://10.0.0.1:8000"})["pxe"]
        (pillar / "all.sls").write_text(SLS.replace("SITE", json.dumps(site).replace("null", "none")))
        url = f"sqlite:///{folder}/ledger.db"
        database.ledger(url).trust(now=int(time.time()), by="me")
        self.opts: dict[str, Any] = {
            **salt.config.DEFAULT_MASTER_OPTS,
            "__role": "master",
            "id": "master",
            "root_dir": str(folder),
            "cachedir": str(folder / "cache"),
            "pki_dir": str(folder / "pki"),
            "extension_modules": str(folder / "extmods"),
            "module_dirs": [],
            "pillar_roots": {"base": [str(pillar)]},
            "file_roots": {"base": [str(folder / "files")]},
            "ext_pillar": [{"pxe": {"servers": {"fra1": KS}}}],
            "pxe": {"ledger": url, "key_file": str(folder / "keys.json")},
            **more,
        }

    def compile(self, minion_id: str = KS, kind: Any = salt.pillar.Pillar, **request: Any) -> Any:
        """Return what a minion gets."""
        grains = {"id": minion_id, **request.pop("grains", {})}
        return kind(self.opts, grains, minion_id, "base", **request).compile_pillar()
