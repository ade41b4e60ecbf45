"""One finding of the doctor: which check, how bad, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from salt_pxe.publish.kickstart_server import KickstartServer


class Finding(NamedTuple):
    """One finding; `remedy` is empty where nothing has to be done."""

    check: str
    status: Literal["ok", "warning", "error"]
    message: str
    remedy: str = ""

    def plain(self) -> dict[str, str]:
        """Return it as plain data."""
        return dict(self._asdict())


Check = Callable[["KickstartServer"], Iterator[Finding]]


def ok(check: str, message: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(check, "ok", message)


def warning(check: str, message: str, remedy: str) -> Finding:
    """Return a finding that may be meant so."""
    return Finding(check, "warning", message, remedy)


def error(check: str, message: str, remedy: str) -> Finding:
    """Return a finding that keeps machines from installing, or installs what nobody meant."""
    return Finding(check, "error", message, remedy)
