"""What does salt-pxe do, before your eyes? From an empty server and a pillar to a machine in its installer.

``make demo``. Everything happens in a lab of its own: no packet leaves it, and it vanishes at the end and on Ctrl-C.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.boot_story import TITLES, Seen, brief, served, sights, told
from tests.e2e.built import step
from tests.e2e.lab import EXAMPLE, Lab
from tests.e2e.machine import Machine
from tests.e2e.provision import provision
from tests.e2e.server import MINION_ID
from tests.e2e.watch import Watch

PATIENCE = 240.0  # seconds for the whole boot; twelve are usual
WIDTH = 110  # of a line of the demo


def demo(pillar: Path = EXAMPLE) -> int:
    """Run the demo; return 0 if the machine reached its kickstart."""
    provision()
    name, mac, address = first_armed(pillar / "pxe.sls")
    with Lab(pillar) as lab:
        lab.start()
        for dry in (True, False):
            apply(lab, dry)
        machine = lab.machine(name, mac, disk=lab.bootable_disk(name))
        _say(
            f"\nPower on {name}: MAC {mac}, BIOS, first boot device the network. Times are seconds since then."
        )
        seen = _boot(lab, machine, mac, address)
        _table(lab, machine, seen)
        missing = [sight for sight in sights(mac, address) if sight not in [each.sight for each in seen]]
        if missing:
            _say(f"\nNot seen: {', '.join(sight.pattern for sight in missing)}. Logs: {lab.keep('demo')}")
            return 1
        _say(f"\n{name} runs its installer with its own kickstart. Now the lab is taken down.")
        return 0


def apply(lab: Lab, dry: bool) -> None:
    """Run ``state.apply pxe`` and show what it says; leave the demo if a state fails."""
    began = time.monotonic()
    _say(f"\n$ salt {MINION_ID} state.apply pxe{' test=True' if dry else ''}")
    result = lab.salt("state.apply", "pxe", test=dry)
    if not isinstance(result, dict):
        raise SystemExit(f"state.apply was refused: {result}")
    states = sorted(result.values(), key=lambda state: state.get("__run_num__", 0))
    for state in states:
        done = "done" if state["changes"] else "same"
        mark = {True: done, None: "would", False: "FAILED"}[state["result"]]
        words = [line for line in str(state["comment"]).splitlines()[1:] if line.strip()]
        count = len(state["changes"])
        _say(f"  {mark:<6} {state['__id__']:<28} {f'{count} changes' if count else ''}")
        for line in words:
            _say(f"           {line.strip()}")
    failed = [state for state in states if state["result"] is False]
    _say(f"  {len(states)} states, {len(failed)} failed, {time.monotonic() - began:.0f} s")
    if failed:
        raise SystemExit("\n".join(str(state["comment"]) for state in failed) + f"\nLogs: {lab.keep('demo')}")


def first_armed(pillar: Path) -> tuple[str, str, str]:
    """Return name, MAC and address of the first host in this pillar file that is to be installed."""
    hosts: dict[str, dict[str, Any]] = yaml.safe_load(pillar.read_text())["pxe"]["hosts"]
    name = next(name for name, host in hosts.items() if host.get("install"))
    return name, hosts[name]["mac"].lower(), hosts[name]["fixed_address"]


def _boot(lab: Lab, machine: Machine, mac: str, address: str) -> list[Seen]:
    seen: list[Seen] = []
    shown = 0
    with Watch(lab.server, machine) as watch:
        machine.power_on()
        for each in told(watch.events(PATIENCE), sights(mac, address)):
            seen.append(each)
            for number in range(shown + 1, each.sight.step + 1):
                _say(f"\nStep {number} of {len(TITLES)}. {TITLES[number - 1]}")
            shown = max(shown, each.sight.step)
            _say(f"  {each.event.seconds:6.1f}  {each.event.source:<9} {brief(each.event)}")
    return seen


def _table(lab: Lab, machine: Machine, seen: list[Seen]) -> None:
    _say(f"\n{'s':>8}  {'':<5} {'asked for':<48} served")
    for seconds, protocol, asked, answer in served(seen, lab.server):
        _say(f"  {seconds:6.1f}  {protocol:<5} {asked:<48} {answer}")
    _say("\nWhat the installer read in its kickstart")
    for line in re.findall(r"installer: \S+ (?:understood: (.*)|(failed: .*))", machine.console()):
        _say(f"  {''.join(line)}")


def _say(text: str) -> None:
    print("\n".join(line[:WIDTH] for line in text.split("\n")), flush=True)


if __name__ == "__main__":
    try:
        with step("demo"):
            code = demo()
        sys.exit(code)
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The lab is gone.")
