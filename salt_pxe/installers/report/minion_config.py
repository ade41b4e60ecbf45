"""What does the minion's configuration on an installed machine say? YAML in which values are quoted as in JSON.

The machine itself adds its id, and at the end the grain with its proof.
"""

from __future__ import annotations

import json
import re
from typing import Any

from salt_pxe.installers.installation import Report
from salt_pxe.site.profiles.minion import PROOF_GRAIN, Minion

_NOT_ASCII = re.compile(r"[^\x20-\x7e]")


def minion_config(report: Report, minion: Minion) -> str:
    """Return the lines that do not depend on the machine; the last is `grains:` where grains follow.

    A line holds one key; no value leaves it, whatever it says.
    """
    said: dict[str, Any] = {"master": report.master}
    if report.master_finger is not None:
        said["master_finger"] = report.master_finger
    if report.token is not None:
        said |= {"rejected_retry": True, "autosign_grains": [PROOF_GRAIN]}
    more = dict(minion.config)
    grains = more.pop("grains", {})
    lines = [f"{text(key)}: {text(value)}" for key, value in {**said, **more}.items()]
    if grains or report.token is not None:
        lines += ['"grains":', *(f"  {text(key)}: {text(value)}" for key, value in grains.items())]
    return "\n".join(lines)


def text(value: object) -> str:
    """Return a value as YAML on one line of ASCII (YAML 1.2, section 5.7: escapes of 4 and 8 hex digits)."""
    return _NOT_ASCII.sub(_escaped, json.dumps(value, ensure_ascii=False, allow_nan=False))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
