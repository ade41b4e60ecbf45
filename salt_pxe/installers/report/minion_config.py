"""The minion's configuration on an installed machine: YAML in which values are quoted as in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salt_pxe.installers.report.machine_report import MachineReport
from salt_pxe.site.profiles.minion import PROOF_GRAIN, Minion

_NOT_ASCII = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True)
class MinionConfig:
    """What stands in the configuration beside the id and the proof, which the machine writes itself.

    The proof is a grain, so the grains come last, and `proves` says that one more of them follows.
    """

    settings: Mapping[str, Any]
    grains: Mapping[str, Any]
    proves: bool

    def text(self) -> str:
        """Return the lines: a line holds one key or one grain, and no value leaves it, whatever it says."""
        lines = [f"{text(key)}: {text(value)}" for key, value in self.settings.items()]
        if self.grains or self.proves:
            lines += ['"grains":', *(f"  {text(key)}: {text(value)}" for key, value in self.grains.items())]
        return "\n".join(lines)


def minion_config(report: MachineReport, minion: Minion) -> MinionConfig:
    """Return the configuration of a machine's minion: what its report asks for, then what its profile says."""
    settings: dict[str, Any] = {"master": report.master}
    if report.master_finger is not None:
        settings["master_finger"] = report.master_finger
    proves = report.token is not None
    if proves:
        settings |= {"rejected_retry": True, "autosign_grains": [PROOF_GRAIN]}
    settings |= {key: value for key, value in minion.config.items() if key != "grains"}
    return MinionConfig(settings, minion.config.get("grains", {}), proves)


def text(value: object) -> str:
    """Return a value as YAML on one line of ASCII (YAML 1.2, section 5.7: escapes of 4 and 8 hex digits)."""
    return _NOT_ASCII.sub(_escaped, json.dumps(value, ensure_ascii=False, allow_nan=False))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
