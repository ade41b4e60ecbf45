"""What does a machine say during its install, and how does it end? The scripts that report, and the one that waits.

They are POSIX shell and need curl or wget, sha256sum, od, sed, tr. Each begins with its machine's values; what follows
is the same for all machines of a profile and is laid out once.
"""

from __future__ import annotations

import shlex
from functools import lru_cache

from jinja2 import Environment

from salt_pxe.installation import Report
from salt_pxe.profile_minion import KEY_BITS, KEY_FOLDER, PROOF_GRAIN, Minion
from salt_pxe.render.environment import environment
from salt_pxe.render.minion_config import minion_config

START = "# salt-pxe: the start of an install"
FAILURE = "# salt-pxe: the failure of an install"
END = "# salt-pxe: the end of an install"
"""The first lines of the scripts, by which examples/installer/salt-pxe.sh finds them in a kickstart."""

_VALUES = "\0values\0"
_ANY = Minion()


def finish_script(report: Report, minion: Minion = _ANY) -> str:
    """Return what runs last in the installed system: it becomes a minion, reports, and waits until it is disarmed.

    The minion is made where the report names a master. Without a token the report proves nothing.
    """
    config = minion_config(report, minion) if minion.enabled and report.master else None
    bits = int(minion.config.get("keysize", KEY_BITS))
    body = _finish(environment(), report.token is not None, tls(report), config, minion.command, bits)
    return f"{END}\n{values(report)}\n{body}"


def installing_script(report: Report) -> str:
    """Return what runs first in the installer: it reports `installing`, and keeps what `failed_script` needs."""
    body = _installing(environment(), tls(report))
    return f"{START}\n{body.replace(_VALUES, values(report))}"


def failed_script() -> str:
    """Return what runs in the installer when it cannot go on: it reports `failed` with the end of the logs."""
    return f"{FAILURE}\n{_failed(environment())}"


def values(report: Report) -> str:
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


def tls(report: Report) -> str:
    """Return how the kickstart server is believed: by the `ca` of the report, `any` how, or as the machine does it."""
    return "any" if not report.verify else "ca" if report.ca is not None else ""


@lru_cache(maxsize=256)
def _finish(
    where: Environment, proves: bool, tls: str, config: str | None, command: str | None, bits: int
) -> str:
    return where.get_template("installer/finish.sh.j2").render(
        proves=proves,
        tls=tls,
        minion=config is not None,
        config=shlex.quote(config or ""),
        command=shlex.quote(command.rstrip("\n")) if command else "",
        bits=bits,
        folder=KEY_FOLDER,
        grain=PROOF_GRAIN,
    )


@lru_cache(maxsize=16)
def _installing(where: Environment, tls: str) -> str:
    return where.get_template("installer/installing.sh.j2").render(values=_VALUES, proves=True, tls=tls)


@lru_cache(maxsize=4)
def _failed(where: Environment) -> str:
    return where.get_template("installer/failed.sh.j2").render()
