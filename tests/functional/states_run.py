"""A program for a namespace of its own: apply states to a private copy of this system, with its real daemons.

/etc, /srv and /var are overlays that nobody else sees, and the daemons are driven by their init scripts, as on a system
without systemd. The JSON of the first argument is a list of runs: `site` (what pillar holds under `pxe`), `states`
(names such as `pxe_tftp.managed`) and `test`; or `arm`, a host and its request; or `disarm`, a host, and perhaps its
request; or `shell`, what somebody else does; or `plan`; or `check`. With `ledger` there is a master that says this of
its ledger, and registers what `registers` names. With `master`, a server and its site, there is a real ledger that
does; `end` ends an install there, and `elsewhere` asks for one at another site. It prints what each returned, and what
it left.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from salt_pxe.master.serve import serve
from salt_pxe.served import KEY
from tests.functional.master_here import MasterHere

CHECKOUT = Path(__file__).resolve().parents[2]
DAEMONS = {"isc-dhcp-server": "dhcpd", "tftpd-hpa": "in.tftpd", "nginx": "nginx"}


def private_system(scratch: Path) -> None:
    """Lay overlays over what the states write to."""
    for name in ("etc", "srv", "var"):
        upper, work = scratch / name / "upper", scratch / name / "work"
        upper.mkdir(parents=True)
        work.mkdir()
        layers = f"lowerdir=/{name},upperdir={upper},workdir={work}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, f"/{name}"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    Path("/run/lock").mkdir()


def script(verb: str) -> Callable[[str], bool]:
    """Return the service function that an init script gives."""

    def call(unit: str) -> bool:
        done = subprocess.run([f"/etc/init.d/{unit}", verb], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.returncode == 0

    return call


def running(unit: str) -> bool:
    """Tell whether the daemon of an init script runs; the scripts do not all know."""
    return subprocess.run(["pgrep", "-x", DAEMONS[unit]], capture_output=True).returncode == 0


def installed(package: str) -> str:
    """Return the version of a package, or an empty text."""
    query = ["dpkg-query", "-W", "-f", "${Version}", package]
    return subprocess.run(query, capture_output=True, text=True).stdout


CALLS: dict[str, Callable[..., Any]] = {
    **{f"service.{verb}": script(verb) for verb in ("start", "stop", "restart", "reload")},
    "service.status": running,
    "service.available": lambda unit: Path("/etc/init.d", unit).exists(),
    "service.enabled": lambda unit: False,
    "service.disable": lambda unit: True,
    "pkg.version": installed,
}
GRAINS = {"os_family": "Debian", "osmajorrelease": 12}
CONTEXT: dict[str, Any] = {}


def loaded(kind: str, name: str, pillar: Mapping[str, Any], test: bool) -> ModuleType:
    """Load a loader module with the names that Salt gives it."""
    spec = importlib.util.spec_from_file_location(name, CHECKOUT / f"_{kind}" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    given = {"salt": CALLS, "pillar": pillar, "grains": GRAINS, "opts": {"test": test}, "context": CONTEXT}
    for dunder, value in given.items():
        setattr(module, f"__{dunder}__", value)
    assert module.__virtual__() == name
    return module


def main() -> None:
    """Go through the runs."""
    private_system(Path(sys.argv[2]))
    reports: list[Any] = []
    master: MasterHere | None = None
    for run in json.loads(sys.argv[1]):
        pillar = {"pxe": run["site"], **serve({"pxe": run["site"]}, lambda url: "")} if "site" in run else {}
        if "master" in run:
            master = master or MasterHere(Path(sys.argv[2]))
            pillar = master.pillar(run["site"], *run["master"])
            CALLS["publish.runner"] = master.runner(run["site"], *run["master"])
        if "end" in run and master:
            reports.append(master.end(*run["end"], loaded("modules", "pxe", {}, False).disarm))
            continue
        if "elsewhere" in run:
            master = master or MasterHere(Path(sys.argv[2]))
            reports.append(master.install_elsewhere(*run["elsewhere"]))
            continue
        if "ledger" in run:
            pillar[KEY]["ledger"] = run["ledger"]
            registers = run.get("registers", {})
            CALLS["publish.runner"] = lambda *_, found=registers, **__: {"armed": found}
        if "arm" in run:
            CALLS["pillar.items"] = lambda unmask, found=pillar: found
            returned = loaded("modules", "pxe", {}, False).arm(*run["arm"])
            reports.append({**returned, "running": {daemon: running(daemon) for daemon in DAEMONS}})
            continue
        if "disarm" in run:
            given = [run["disarm"]] if isinstance(run["disarm"], str) else run["disarm"]
            reports.append(loaded("modules", "pxe", pillar, False).disarm(*given))
            continue
        if "plan" in run:
            reports.append(loaded("modules", "pxe", pillar, False).plan_(run["plan"]))
            continue
        if "shell" in run:
            subprocess.run(run["shell"], shell=True, check=True, stdout=subprocess.DEVNULL)
            reports.append(None)
            continue
        if "check" in run:
            CALLS["pillar.items"] = lambda unmask, found=pillar: found
            reports.append(loaded("modules", "pxe", pillar, False).check(run["check"]))
            continue
        returned = {}
        for name in run["states"]:
            module, _, function = name.partition(".")
            returned[name] = getattr(loaded("states", module, pillar, run.get("test", False)), function)("it")
        reports.append({"states": returned, "running": {daemon: running(daemon) for daemon in DAEMONS}})
    print(json.dumps(reports))


if __name__ == "__main__":
    main()
