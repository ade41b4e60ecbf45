"""A program beside a master: it writes each event of the master's bus as a JSON line, with the time when it came."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import salt.config
import salt.utils.event


def main(config: str, log: str) -> None:
    """Listen until somebody ends it. The first line says that it listens."""
    opts = salt.config.master_config(config)
    bus = salt.utils.event.get_master_event(opts, opts["sock_dir"], listen=True)
    bus.connect_pub(timeout=30)
    with Path(log).open("a", encoding="utf-8", buffering=1) as file:
        print(json.dumps({"tag": "listening", "data": {}, "at": time.time()}), file=file)
        for event in bus.iter_events(full=True, auto_reconnect=True):
            line = {"tag": event["tag"], "data": event["data"], "at": time.time()}
            print(json.dumps(line, default=repr), file=file)


if __name__ == "__main__":
    main(*sys.argv[1:])
