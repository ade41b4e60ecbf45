"""A program for a namespace of its own: arm and disarm machines while one folder of the server is full.

It works on a private copy of this system, as `states_run` does, with the real daemons. The JSON of the first argument
says `folder`, which gets a small file system of its own, `type`, which one, `site`, and `steps`: `fill` the folder,
`free` it, `states` (names of states), `arm` (a host and its request), `end` (pairs of those, as the master has them
disarmed), `running`, which daemons run, or `ask`, which machines are served what. It prints what each step returned.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salt_pxe.serving import serve
from tests.functional.states_run import CALLS, DAEMONS, loaded, private_system, running

SERVER = "10.0.0.7"
FILLING = "filling-"


def make_small(folder: Path, kind: str, scratch: Path) -> None:
    """Give a folder a small file system of its own, with what is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = scratch / "kept"
    shutil.copytree(folder, kept, symlinks=True)
    if kind == "ext4":
        image = scratch / "image"
        with image.open("wb") as file:
            file.truncate(16 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", "-N", "400", image], check=True)
        subprocess.run(["mount", "-o", "loop", image, folder], check=True)
    else:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m,nr_inodes=400,mode=755", "tmpfs", folder], check=True
        )
    shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)


def fill(folder: Path) -> None:
    """Take every block and every inode of a folder's file system."""
    for size in (1 << 20, 4096, 1):
        with (folder / f"{FILLING}{size}").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    number = 0
    try:
        while True:
            (folder / f"{FILLING}empty{number}").touch()
            number += 1
    except OSError:
        return


def free(folder: Path) -> None:
    """Give the space back."""
    for file in folder.glob(f"{FILLING}*"):
        file.unlink()


def tftp(name: str) -> str | None:
    """Return the first block of a file over TFTP (RFC 1350), None where the daemon says that there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as talk:
        talk.settimeout(20)
        talk.sendto(struct.pack("!H", 1) + name.encode() + b"\0octet\0", (SERVER, 69))
        answer, sender = talk.recvfrom(2048)
        talk.sendto(struct.pack("!HH", 5, 0) + b"enough\0", sender)
    return answer[4:].decode() if answer[:2] == b"\0\3" else None


def http(path: str, client: str) -> str:
    """Return the status and the first word of what nginx answers to an address."""
    command = [
        "curl",
        "--silent",
        "--interface",
        client,
        "--write-out",
        "\n%{http_code}",
        f"http://{SERVER}{path}",
    ]
    body, _, status = subprocess.run(command, capture_output=True, text=True).stdout.rpartition("\n")
    return f"{status} {body.split()[0]}" if status == "200" and body.split() else status


def served(machine: Mapping[str, str]) -> dict[str, Any]:
    """Return what a machine gets now, and whether the server tells that it is armed."""
    mac = machine["mac"]
    boots = tftp(f"pxelinux.cfg/01-{mac.replace(':', '-')}"), tftp(f"grub/system/{mac}.cfg")
    return {
        "installs": [text is not None and "vmlinuz" in text for text in boots],
        "own file": [text is not None for text in boots],
        "kickstart": http(f"/pxe/ks/{mac}", machine["address"])[:3] == "200",
        "told": http(f"/pxe/armed/{mac}", machine["address"]),
    }


def main() -> None:
    """Go through the steps."""
    given, scratch = json.loads(sys.argv[1]), Path(sys.argv[2])
    private_system(scratch)
    folder = Path(given["folder"])
    make_small(folder, given["type"], scratch)
    reports: list[Any] = []
    site = given["site"]
    for step in given["steps"]:
        site = step.get("site", site)
        pillar = {"pxe": site, **serve({"pxe": site}, lambda url: "")}
        module = loaded("modules", "pxe", pillar, False)
        CALLS["pillar.items"] = lambda unmask, found=pillar: found
        match step["do"]:
            case "fill":
                reports.append(fill(folder))
            case "free":
                reports.append(free(folder))
            case "states":
                returned = {}
                for name in step["states"]:
                    room, _, function = name.partition(".")
                    ret = getattr(loaded("states", room, pillar, False), function)("it")
                    returned[name] = {key: ret[key] for key in ("result", "comment", "changes")}
                reports.append(returned)
            case "arm":
                reports.append(module.arm(*step["arm"]))
            case "end":
                reports.append(module.disarm_all(step["end"]))
            case "ask":
                asked = {one["host"]: served(one) for one in step["ask"]}
                reports.append({**asked, "armed": sorted(module.armed()), "spare": spare(folder)})
            case "running":
                reports.append({daemon: running(daemon) for daemon in DAEMONS})
    print(json.dumps(reports))


def spare(folder: Path) -> int:
    """Return how many bytes can still be written below a folder."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


if __name__ == "__main__":
    main()
