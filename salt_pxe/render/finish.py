"""What does a machine do at the end of its install? It reports, and waits until it is disarmed before it reboots."""

from __future__ import annotations

import shlex

from salt_pxe.installation import Report
from salt_pxe.render.environment import environment


def finish_script(report: Report) -> str:
    """Return the POSIX shell script that runs last in the installed system; it needs curl and nothing else."""
    fields = {"event": "installed", "host": report.host, "mac": report.mac, "request": report.request}
    return (
        environment()
        .get_template("installer/finish.sh.j2")
        .render(
            event_url=shlex.quote(report.event_url),
            armed_url=shlex.quote(report.armed_url),
            fields=[shlex.quote(f"{name}={value}") for name, value in fields.items()],
        )
    )
