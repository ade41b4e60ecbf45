"""What does salt-pxe do, before your eyes? From an empty server, a pillar and an empty disk to a trusted minion.

``make demo``, or ``make demo ISO=/path/to.iso RELEASE=RHEL9``. Everything happens in a lab of its own: no packet leaves
it, and it vanishes at the end and on Ctrl-C.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.boot_story import TITLES, Sight, brief, sights, sights_of_anaconda
from tests.e2e.built import CHECKOUT, step
from tests.e2e.cycle import Cycle, size_on
from tests.e2e.lab import EXAMPLE, Lab
from tests.e2e.machine import FULL_PROCESSOR, Hardware, Machine, empty_disk
from tests.e2e.master import API
from tests.e2e.provision import provision
from tests.e2e.server import MINION_ID
from tests.e2e.watch import Watch

PATIENCE = 900.0  # seconds for the whole cycle; two minutes are usual under emulation
PATIENCE_WITH_ISO = 4 * 3600.0  # the same with a distribution's installer, which emulation makes slow
MINION = 600.0  # seconds from the login prompt to the start of a minion whose Python files are not compiled
SITE = CHECKOUT / "tests/e2e/install_pillar"
TOLD = ("host", "fixed_address", "request", "state", "armed", "error", "reason", "note")
WIDTH = 110  # of a line of the demo


def demo(iso: Path | None = None, release: str = "") -> int:
    """Run the demo; return 0 if the machine became a minion that the master trusts, and boots its disk.

    With ``iso``, an install medium of the ``release``, its own installer runs in place of the tests'.
    """
    provision()
    with tempfile.TemporaryDirectory() as scratch, Lab(site(Path(scratch), release), iso=iso) as lab:
        lab.start()
        for dry in (True, False):
            apply(lab, dry)
        name, mac, address = first_armed(EXAMPLE / "pxe.sls") if iso else ordered(lab)
        disk = empty_disk(lab.folder / f"{name}.qcow2", "20G" if iso else "4G")
        # What the tests' installer needs is known; a distribution's may want every instruction that there is.
        hardware: Hardware = {"disk": disk}
        if iso:
            hardware |= {"memory": 4096, "processor": FULL_PROCESSOR}
        machine = lab.machine(name, mac, **hardware)
        _say(f"\nPower on {name}: MAC {mac}, BIOS, an empty disk, first boot device the network.")
        _say("Times are seconds since then.")
        wanted = (sights_of_anaconda if iso else sights)(name, mac, address)
        cycle = _boot(lab, machine, wanted, PATIENCE_WITH_ISO if iso else PATIENCE)
        _tables(cycle)
        if cycle.wanted:
            missing = ", ".join(sight.pattern for sight in cycle.wanted)
            _say(f"\nNot seen: {missing}. Logs: {lab.keep('demo')}")
            return 1
        if not iso and not trusted(lab, machine, name):
            _say(f"\nLogs: {lab.keep('demo')}")
            return 1
        _say(f"\n{name} runs from its disk, and nobody touched it. Now the lab is taken down.")
        return 0


def ordered(lab: Lab) -> tuple[str, str, str]:
    """Enroll a machine that pillar does not know and ask for its install, as a ticket does; return what it is."""
    name, mac = "web09", "52:54:00:12:34:99"
    asked = {"server": MINION_ID, "host": name, "mac": mac, "profile": "el9-web", "fixed_address": "auto"}
    enrolled = _ticket(lab, "pxe.enroll", **asked)
    _ticket(lab, "pxe.install", host=name, request="CHG0012345")
    return name, mac, enrolled["fixed_address"]


def trusted(lab: Lab, machine: Machine, name: str) -> bool:
    """Show how the machine becomes a minion that the master trusts, and that it boots its disk from now on."""
    until = time.monotonic() + MINION
    _say("\nIts minion starts with the key whose proof came at the end of the install.")
    while _state(lab, name) != "onboarded":
        if time.monotonic() > until:
            _say(f"  Not onboarded in {MINION:.0f} s: {_state(lab, name)}")
            return False
        time.sleep(1)
    _say(f"\n$ salt {name} test.ping\n  {lab.master.salt(name, 'test.ping', timeout=60)}")
    _say(f"\n$ salt-run pxe.history {name}")
    for change in lab.master.run("pxe.history", f"host={name}")["changes"]:
        _say(f"  {change['at']}  {change['change']:<11} {change['by']:<12} {change['note']}")
    _say(f"\nPower cycle {name}: it asks the network first, and boots its disk.")
    machine.power_on()
    seen = machine.wait_for(r"installer: \S+ started|Command line: .* root=UUID=\S+", MINION)
    _say(f"  {seen.seconds:6.1f}  {seen.match[0][:80]}")
    return "root=UUID" in seen.match[0]


def _ticket(lab: Lab, function: str, **arguments: str) -> dict[str, Any]:
    words = ", ".join(f"{key}: {value}" for key, value in arguments.items())
    _say(f"\n$ curl --data @ticket.json {API}/run\n  {function}: {words}")
    said: dict[str, Any] = lab.master.ticket(function, **arguments)
    _say("  " + ", ".join(f"{key}: {said[key]}" for key in TOLD if said.get(key) is not None))
    if said.get("error"):
        raise SystemExit(f"The call was refused. Logs: {lab.keep('demo')}")
    return said


def _state(lab: Lab, name: str) -> str:
    requests = lab.master.run("pxe.status", f"host={name}")["requests"]
    return str(requests[0]["state"]) if requests else "not asked for"


def site(folder: Path, release: str) -> Path:
    """Return a folder of pillar: the example's for a medium of this ``release``, else one that asks for no install."""
    if not release:
        said = yaml.safe_load((SITE / "pxe.sls").read_text())
        for host in said["pxe"]["hosts"].values():
            host.pop("install", None)
        (folder / "pxe.sls").write_text(yaml.safe_dump(said))
        (folder / "top.sls").write_text((SITE / "top.sls").read_text())
        return folder
    for file in EXAMPLE.glob("*.sls"):
        text = re.sub(r"^( +release:) \S+", rf"\1 {release}", file.read_text(), flags=re.M)
        (folder / file.name).write_text(text)
    return folder


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


def _boot(lab: Lab, machine: Machine, wanted: list[Sight], patience: float) -> Cycle:
    """Power the machine on and show what happens, until everything that is wanted was seen; return the cycle."""
    cycle = Cycle(wanted, size_on(lab.server))
    shown = 0
    with Watch(lab.server, machine) as watch:
        machine.power_on()
        for event in watch.events(patience):
            sight = cycle.take(event)
            if not sight:
                continue
            for number in range(shown + 1, sight.step + 1):
                _say(f"\nStep {number} of {len(TITLES)}. {TITLES[number - 1]}")
            shown = max(shown, sight.step)
            _say(f"  {event.seconds:6.1f}  {event.source:<9} {brief(event)}")
            if not cycle.wanted:
                break
    return cycle


def _tables(cycle: Cycle) -> None:
    _say(f"\n{'s':>8}  {'':<5} {'asked for':<48} served")
    for seconds, protocol, asked, answer in cycle.requests:
        _say(f"  {seconds:6.1f}  {protocol:<5} {asked:<48} {answer}")
    _say(f"\n{'from, s':>8} {'to, s':>7} {'TFTP, bytes':>12} {'HTTP, bytes':>12}  step")
    for one in cycle.steps:
        if one.begin is not None and one.end is not None:
            sent = f"{one.tftp or '':>12} {one.http or '':>12}"
            _say(f"  {one.begin:6.1f}  {one.end:6.1f} {sent}  {one.title}")
    told = cycle.summary()
    _say(f"  {'':6}  {told['seconds'] or 0:6.1f} {told['tftp']:>12} {told['http']:>12}  all")


def _say(text: str) -> None:
    print("\n".join(line[:WIDTH] for line in text.split("\n")), flush=True)


if __name__ == "__main__":
    try:
        parser = argparse.ArgumentParser(description="Show salt-pxe at work.")
        parser.add_argument("--iso", type=Path, help="an install medium, for its own installer")
        parser.add_argument("--release", help="what it installs, such as RHEL9")
        given = parser.parse_args()
        if bool(given.iso) != bool(given.release):
            parser.error("an ISO and its release belong together: make demo ISO=/path RELEASE=RHEL9")
        with step("demo"):
            code = demo(given.iso and given.iso.resolve(strict=True), given.release or "")
        sys.exit(code)
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The lab is gone.")
