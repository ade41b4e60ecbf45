"""What an installer is told on its kernel line, in neutral words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KernelLine:
    """What an installer has to know before it can fetch anything else."""

    repo_url: str
    """Where it installs from."""
    answers_url: str
    """Where its answer file is; where it has several, the folder of them, without a `/` at the end."""
    mac: str | None
    """The NIC that boots, in lower case with colons; None: the loader names it, as it knows the machine."""
    mode: str
    """`text`, `graphical` or `cmdline`."""
    verify: bool
    """False: any certificate of the server is taken."""


def bootif(mac: str) -> str:
    """Return a MAC address as BOOTIF has it: hardware type 01, lower case, dashes."""
    return "01-" + mac.replace(":", "-")
