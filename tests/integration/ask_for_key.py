"""A program that asks a master to accept keys, as any stranger on the network may: `salt-minion`'s first words.

The JSON of the second argument is a list of `id`, `pub` and `proof`; the first is a minion's configuration.
"""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

import salt.channel.client
import salt.config

from salt_pxe.signals import PROOF_GRAIN


def main(config: str, wanted: str) -> None:
    """Print what the master answers to each."""
    opts: dict[str, Any] = salt.config.minion_config(config)
    opts["master_uri"] = f"tcp://{opts['master']}:{opts['master_port']}"
    answers = []
    for one in json.loads(wanted):
        with salt.channel.client.ReqChannel.factory({**opts, "id": one["id"]}, crypt="clear") as channel:
            load = {
                "cmd": "_auth",
                "id": one["id"],
                "nonce": uuid.uuid4().hex,
                "pub": one["pub"],
                "token": b"",
                "autosign_grains": {PROOF_GRAIN: one["proof"]},
            }
            answers.append(repr(channel.send(load, tries=1, timeout=10)))
    print(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
