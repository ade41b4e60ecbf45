"""A program that fires events on a master's bus, as the keys of ordinary minions do: configuration, tag, how many."""

from __future__ import annotations

import sys

import salt.config
import salt.utils.event


def main(config: str, tag: str, count: int) -> None:
    """Fire them, one after the other."""
    opts = salt.config.master_config(config)
    with salt.utils.event.get_master_event(opts, opts["sock_dir"], listen=False) as bus:
        for number in range(count):
            data = {"result": True, "act": "accept", "id": f"minion{number:05}", "pub": "x" * 450}
            bus.fire_event(data, tag)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
