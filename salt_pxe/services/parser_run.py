"""One run of a daemon's official parser on files that somebody else has put in place."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from salt_pxe.services.programs import FOLDERS
from salt_pxe.services.refusals import DaemonFailed, each_once

SECONDS = 60


def accepts(
    command: Sequence[str], read: str = "", shown: str = "", own_words: Callable[[str], str] = each_once
) -> None:
    """Run a parser; it accepts by ending with 0. Raises DaemonFailed with its words, or after SECONDS.

    The path `read` is that of the candidate, and appears in the words as `shown`. `own_words` takes out what the parser
    says in every run.
    """
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            env={**os.environ, "LC_ALL": "C", "PATH": FOLDERS},
        )
    except subprocess.TimeoutExpired as slow:
        raise DaemonFailed(f"{Path(command[0]).name} did not check it within {SECONDS} s") from slow
    if done.returncode:
        words = done.stderr + done.stdout
        raise DaemonFailed(own_words(words.replace(read, shown) if read else words))
