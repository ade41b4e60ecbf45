"""What can be tried by hand? Everything: ``make lab`` gives a shell in a lab, with a server and machines.

The shell is on the lab's network and sees its Salt master. When it ends, the lab is gone.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.e2e.lab import EXAMPLE, Lab
from tests.e2e.machine import Machine, empty_disk
from tests.e2e.provision import provision
from tests.e2e.wheels import VENV

HELP = """\
A lab with the site of examples/pillar. The kickstart server is kickstart01 (10.0.0.7), the Salt master is here.
  salt kickstart01 state.apply pxe       and any other Salt command
  in-server CMD...                       run a command on the kickstart server, e.g. journalctl -f
  power-on NAME                          {machines}
                                         shows its console; Ctrl-C leaves it running
  power-off NAME                         pull the plug
  tcpdump -i br0                         what is on the wire
  exit                                   end the lab
"""


def shell() -> int:
    """Run a shell in a new lab; return its exit code."""
    provision()
    with Lab(EXAMPLE) as lab:
        lab.start()
        programs = lab.folder / "bin"
        programs.mkdir()
        names = [machine.name for machine in machines(lab)]
        for name, text in scripts(lab):
            (programs / name).write_text(f"#!/bin/sh\n{text}\n")
            (programs / name).chmod(0o755)
        print(HELP.format(machines=", ".join(names)), flush=True)
        variables = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PS1": "lab# "}
        return subprocess.run(lab.namespace.enter(["bash", "--norc", "-i"]), env=variables).returncode


def machines(lab: Lab) -> Iterator[Machine]:
    """Put two machines for each host of the site on the network, one of each firmware, with empty disks."""
    hosts = yaml.safe_load((EXAMPLE / "pxe.sls").read_text())["pxe"]["hosts"]
    for host, said in hosts.items():
        for firmware in ("bios", "uefi"):
            name = f"{host}-{firmware}"
            disk = empty_disk(lab.folder / f"{name}.qcow2")
            machine = lab.machine(name, said["mac"], firmware=firmware, disk=disk)
            words = shlex.join(map(str, machine.command()))
            pid = machine.folder / "pid"
            (lab.folder / "bin" / f".{name}").write_text(
                # In a session of its own: Ctrl-C is for whoever watches its console.
                f"rm -f {machine.serial}\nsetsid {words} -pidfile {pid} >{machine.folder}/qemu.log 2>&1 &\n"
                # Firmware switches the terminal's modes, and whoever leaves wants his own back.
                f"trap : INT\ntail -n +1 --retry -f {machine.serial} 2>/dev/null\nprintf '\\033[?7h\\033[0m\\n'\n"
            )
            yield machine


def scripts(lab: Lab) -> Iterator[tuple[str, str]]:
    """Yield name and text of each program that the shell finds first."""
    config = lab.master.config
    for program in ("salt", "salt-run", "salt-key"):
        yield program, f'exec {VENV}/bin/{program} -c {config} "$@"'
    there = f'[ -e "{lab.folder}/bin/.$1" ] || {{ echo "There is no machine $1."; exit 1; }}'
    yield "power-on", f'{there}\nexec sh "{lab.folder}/bin/.$1"'
    yield "power-off", f'{there}\nkill "$(cat {lab.folder}/"$1"/pid)"'
    yield "in-server", f'exec nsenter -t "$(cat {leader(lab)})" -a -- "$@"'


def leader(lab: Lab) -> Path:
    """Return a file with the process id, as the lab counts, of the container's first process."""
    file = lab.folder / "leader"
    pids = Path(f"/proc/{lab.server.leader}/status").read_text().partition("NSpid:")[2].split("\n")[0].split()
    # From outside inwards: this machine's number, the lab's, and 1 in the container.
    file.write_text(pids[-2])
    return file


if __name__ == "__main__":
    sys.exit(shell())
