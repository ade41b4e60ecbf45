"""A program that hands a master whatever its JSON file says, in the name of an accepted minion and with its key.

The first argument is the folder of the minion's configuration. It prints what the master answers to each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import salt.channel.client
import salt.config


def main(config: str, loads: str) -> None:
    """Send each load as the minion itself would, encrypted and with its token."""
    opts: dict[str, Any] = salt.config.minion_config(f"{config}/minion")
    opts["master_uri"] = f"tcp://{opts['master']}:{opts['master_port']}"
    with salt.channel.client.ReqChannel.factory(opts) as channel:
        answers = []
        for load in json.loads(Path(loads).read_text()):
            answers.append(channel.send({"id": opts["id"], **load}, tries=1, timeout=20))
    print(json.dumps(answers, default=repr))


if __name__ == "__main__":
    main(*sys.argv[1:])
