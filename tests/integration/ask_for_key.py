"""A program that asks a master to accept keys, as any stranger on the network may: `salt-minion`'s first words.

The file that is the second argument is a JSON list of `id`, `pub` and `proof`; the first is a minion's configuration.
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import salt.channel.client
import salt.config

from salt_pxe.onboarding.signals import PROOF_GRAIN


def main(config: str, wanted: str) -> None:
    """Ask for each; what the master answers is nobody's business."""
    opts: dict[str, Any] = salt.config.minion_config(config)
    opts["master_uri"] = f"tcp://{opts['master']}:{opts['master_port']}"
    for one in json.loads(Path(wanted).read_text()):
        with salt.channel.client.ReqChannel.factory({**opts, "id": one["id"]}, crypt="clear") as channel:
            load = {
                "cmd": "_auth",
                "id": one["id"],
                "nonce": uuid.uuid4().hex,
                "pub": one["pub"],
                "token": b"",
                "autosign_grains": {PROOF_GRAIN: one["proof"]},
            }
            channel.send(load, tries=1, timeout=10)


if __name__ == "__main__":
    main(*sys.argv[1:])
