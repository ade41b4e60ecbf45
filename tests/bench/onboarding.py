"""How long until many machines that finish at once are all disarmed and accepted? With real Salt, on one machine.

Run in a process of its own with the number of events and of machines. It prints JSON: `finishes` in seconds from the
first POST to the last machine that is disarmed and whose key is accepted, and how many were lost; `events`, what
unrelated events cost the reactor in CPU seconds, next to as many events of a tag that no reactor knows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from hashlib import sha512
from pathlib import Path
from typing import Any

from salt_pxe.installers.paths import marker_file
from salt_pxe.services.family import DEBIAN
from tests.e2e.wheels import VENV
from tests.integration.onboarding_lab import API, Lab, Machine

LIMIT = 900
"""Seconds after which what is still open counts as lost."""


class Finishing(Machine):
    """A machine whose minion never starts; its public key looks like one, and nobody has its private half."""

    def make_key(self) -> None:
        """Make up a public key, for a real pair takes longer than what is measured."""
        body = b64encode(sha512(self.host.encode()).digest() * 5).decode()
        lines = [body[at : at + 64] for at in range(0, len(body), 64)]
        self.public_key = "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----"])


def finishes(lab: Lab, count: int) -> dict[str, Any]:
    """Let `count` machines report at once, each again every 30 s until it is told that its PXE is off."""
    machines = [Finishing(lab, f"m{count}-{number:05}") for number in range(count)]
    for machine in machines:
        machine.make_key()
        lab.arm(machine)
    wanted = [
        {
            "fields": machine.fields(),
            "marker": str(lab.server / marker_file(machine.mac, DEBIAN.http_root).lstrip("/")),
        }
        for machine in machines
    ]
    told = lab.folder / f"finishes-{count}.json"
    told.write_text(json.dumps(wanted))
    url = f"{API}/hook/pxe/event"
    program: list[str | Path] = [VENV / "bin/python", "-m", "tests.bench.finishing", url, told, str(LIMIT)]
    begun = time.time()
    said = json.loads(lab.namespace.run(program, timeout=LIMIT + 60).stdout)
    missing = {machine.minion_id: machine.public_key for machine in machines}
    while missing and time.time() - begun < LIMIT:
        accepted = lab.accepted()
        missing = {name: key for name, key in missing.items() if accepted.get(name) != key}
        if missing:
            time.sleep(0.2)
    return {
        "machines": count,
        "seconds": time.time() - begun,
        "disarmed": said["seconds"],
        "lost": max(said["lost"], len(missing)),
        "posts": said["posts"],
    }


def reactor_seconds(lab: Lab) -> float:
    """Return the CPU seconds that the master's reactor has used so far."""
    found = subprocess.run(["pgrep", "-f", f"{lab.config} .*reactor"], capture_output=True, text=True)
    ticks = 0
    for pid in found.stdout.split():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


def events(lab: Lab, count: int) -> dict[str, float]:
    """Return what `count` events cost the reactor: of a tag that it does not know, and of ordinary minions' keys."""
    spent = {}
    for name, tag in (("unknown tag", "salt/bench"), ("salt/auth", "salt/auth")):
        before = reactor_seconds(lab)
        config = lab.config / "master"
        program: list[str | Path] = [VENV / "bin/python", "-m", "tests.bench.firing", config, tag, str(count)]
        lab.namespace.run(program, timeout=300)
        last = -1.0
        while (now := reactor_seconds(lab)) != last:
            last = now
            time.sleep(1)
        spent[name] = last - before
    return spent


def main(counts: list[int], unrelated: int) -> dict[str, Any]:
    """Measure with one master."""
    with tempfile.TemporaryDirectory(prefix="pxeb") as folder, Lab(Path(folder)) as lab:
        assert lab.run("pxe.trust") == {"trusted": True}
        spent = events(lab, unrelated)
        return {"finishes": [finishes(lab, count) for count in counts], "events": spent}


if __name__ == "__main__":
    print(json.dumps(main([int(word) for word in sys.argv[2:]], int(sys.argv[1]))))
