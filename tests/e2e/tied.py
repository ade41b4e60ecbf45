"""How does a long job end with whoever started it, also when that was killed? The kernel is asked to see to it."""

from __future__ import annotations

from tests.e2e.inside import Command

# prctl(2), PR_SET_PDEATHSIG: the kernel kills the job when the thread that started it is gone.
TIED = ("setpriv", "--pdeathsig", "KILL")


def tied(command: Command) -> list[str]:
    """Return ``command`` wrapped so that it is killed when the harness ends. What it starts itself is not."""
    return [*TIED, *map(str, command)]


def enclosed(command: Command) -> list[str]:
    """Return ``command`` wrapped so that it ends with the harness, and with it its mounts and all that it started.

    It is the first process but one of a process namespace, which ends as a whole (pid_namespaces(7)). Needs root.
    """
    return tied(["unshare", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child", "--", *command])
