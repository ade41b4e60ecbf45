"""A program that plays many machines at the end of their install: each reports until its server says that it is off.

Arguments: the URL, a JSON file with each machine's `fields` and the file (`marker`) that is there while it is armed,
and how many seconds to try. It prints JSON: `seconds` until the last was disarmed, how many were `lost`, and `posts`.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

AGAIN = 30.0
"""Seconds between two reports of a machine, as in the finish script."""

AT_ONCE = 32


def main(url: str, told: str, limit: float) -> dict[str, Any]:
    """Report for all machines, and return what came of it."""
    begun = time.monotonic()
    waiting = {machine["marker"]: machine["fields"] for machine in json.loads(Path(told).read_text())}
    posts, lock, local = 0, threading.Lock(), threading.local()

    def post(fields: dict[str, str]) -> None:
        nonlocal posts
        if not hasattr(local, "session"):
            local.session = requests.Session()
        try:
            local.session.post(url, data=fields, timeout=30)
        except requests.RequestException:
            return  # The machine says it again.
        with lock:
            posts += 1

    with ThreadPoolExecutor(AT_ONCE) as pool:
        while waiting and time.monotonic() - begun < limit:
            due = time.monotonic() + AGAIN
            list(pool.map(post, list(waiting.values())))
            while waiting and time.monotonic() < due:
                waiting = {marker: fields for marker, fields in waiting.items() if Path(marker).exists()}
                time.sleep(0.05)
    return {"seconds": time.monotonic() - begun, "lost": len(waiting), "posts": posts}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], float(sys.argv[3]))))
