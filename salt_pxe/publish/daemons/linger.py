"""Stop a daemon a little later, unless it is needed again by then: by a timer of systemd's.

A machine that has reported waits for the answer that it is disarmed. Who gives that answer must outlive the disarming.
"""

from __future__ import annotations

import shlex
import subprocess

from salt_pxe.services.programs import program


def stop_later(unit: str, seconds: int, records: str) -> None:
    """Stop a unit in so many seconds, unless the folder `records` holds the record of an armed machine then.

    Without systemd nothing happens: the next run of the states stops it.
    """
    run, control = program("systemd-run"), program("systemctl")
    if run is None or control is None:
        return
    pattern = f"{shlex.quote(records)}/*.json"
    script = f'for record in {pattern}; do [ -e "$record" ] && exit 0; done; exec {control} stop {shlex.quote(unit)}'
    subprocess.run([control, "stop", _timer(unit)], capture_output=True, timeout=30)
    subprocess.run(
        [
            run,
            "--quiet",
            f"--unit={_timer(unit)}",
            f"--on-active={seconds}",
            "--timer-property=AccuracySec=1s",
            "--collect",
            "/bin/sh",
            "-c",
            script,
        ],
        capture_output=True,
        timeout=30,
    )


def stops_later(unit: str) -> bool:
    """Tell whether a unit is going to be stopped by a timer."""
    control = program("systemctl")
    if control is None:
        return False
    asked = subprocess.run([control, "is-active", "--quiet", _timer(unit)], capture_output=True, timeout=30)
    return asked.returncode == 0


def _timer(unit: str) -> str:
    return f"salt-pxe-rest-{unit.removesuffix('.service')}.timer"
