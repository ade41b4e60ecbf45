"""The scripts by which a machine reports its install, and the one that waits until it is disarmed.

They are POSIX shell and need curl or wget, sha256sum, od, sed, tr. Each has its machine's values, as assignments,
before the steps that use them; each template names the values that it needs. The steps are laid out once for all
machines that take the same ones, with a mark where a machine's own text goes.
"""

from __future__ import annotations

import shlex
from dataclasses import asdict, dataclass
from functools import lru_cache

from jinja2 import Environment

from salt_pxe.installers.report.machine_report import MachineReport
from salt_pxe.installers.report.minion_config import minion_config
from salt_pxe.site.environment import environment, path_of
from salt_pxe.site.profiles.minion import KEY_BITS, KEY_FOLDER, PROOF_GRAIN, Minion

START = "# salt-pxe: the start of an install"
FAILURE = "# salt-pxe: the failure of an install"
END = "# salt-pxe: the end of an install"
"""The first lines of the scripts, by which examples/installer/salt-pxe.sh finds them in an answer file."""

_VALUES, _CONFIG = "\0values\0", "\0config\0"
"""Marks in laid out steps; no text of a site holds NUL."""

_ANY = Minion()


def finish_script(report: MachineReport, minion: Minion = _ANY) -> str:
    """Return what runs last in the installed system: it becomes a minion, reports, and waits until it is disarmed.

    The minion is made where the report names a master. Without a token the report proves nothing.
    """
    steps = _Steps(
        proves=report.token is not None,
        tls=tls(report),
        minion=minion.enabled and report.master is not None,
        command=shlex.quote(minion.command.rstrip("\n")) if minion.command else "",
        bits=int(minion.config.get("keysize", KEY_BITS)),
    )
    body = _finish(environment(), steps)
    if steps.minion:
        body = body.replace(_CONFIG, shlex.quote(minion_config(report, minion).text()))
    return f"{END}\n{values(report)}\n{body}"


@dataclass(frozen=True)
class Logs:
    """What a failed installer leaves on its own disk: names of files, which a shell may expand."""

    tracebacks: str
    logs: tuple[str, ...]


def installing_script(report: MachineReport, logs: Logs) -> str:
    """Return what runs first in the installer: it reports `installing`, and keeps what `failed_script` needs.

    The report of a failure holds the ends of these `logs`.
    """
    body = _installing(environment(), tls(report), logs)
    return f"{START}\n{body.replace(_VALUES, values(report))}"


def failed_script() -> str:
    """Return what runs in the installer when it cannot go on: it reports `failed` with the end of the logs."""
    return f"{FAILURE}\n{_failed(environment())}"


def values(report: MachineReport) -> str:
    """Return what is the machine's own, as assignments of a shell."""
    said = {
        "event_url": report.event_url,
        "armed_url": report.armed_url,
        "site": report.site,
        "host": report.host,
        "mac": report.mac,
        "request": report.request,
        "minion_id": report.minion_id,
    }
    if report.token is not None:
        said["token"] = report.token
    if report.ca is not None:
        said["ca"] = report.ca
    return "\n".join(f"{name}={shlex.quote(value)}" for name, value in said.items())


def tls(report: MachineReport) -> str:
    """Return how the kickstart server is believed: by the `ca` of the report, `any` how, or as the machine does it."""
    return "any" if not report.verify else "ca" if report.ca is not None else ""


@dataclass(frozen=True)
class _Steps:
    """What decides which steps a finish script takes: nothing of these is one machine's own."""

    proves: bool
    tls: str
    minion: bool
    command: str
    bits: int


@lru_cache(maxsize=256)
def _finish(where: Environment, steps: _Steps) -> str:
    return where.get_template(path_of(__package__, "finish.sh.j2")).render(
        **asdict(steps), config=_CONFIG, folder=KEY_FOLDER, grain=PROOF_GRAIN
    )


@lru_cache(maxsize=16)
def _installing(where: Environment, tls: str, logs: Logs) -> str:
    template = where.get_template(path_of(__package__, "installing.sh.j2"))
    return template.render(values=_VALUES, proves=True, tls=tls, tracebacks=logs.tracebacks, logs=logs.logs)


@lru_cache(maxsize=4)
def _failed(where: Environment) -> str:
    return where.get_template(path_of(__package__, "failed.sh.j2")).render()
