"""A certificate that installers would not believe is found before a machine finds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.certificates import Authority
from tests.functional.conftest import Run
from tests.functional.test_states import STATES
from tests.functional.tls_site import with_tls

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

SERVER = "10.0.0.7"
NAME = "pxe.example.com"


def findings(report: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Return what the doctor says of TLS, as (status, message)."""
    return [(one["status"], one["message"]) for one in report if one["check"] == "tls"]


def test_a_certificate_that_installers_believe_is_in_order(
    run: Run, media: Path, authority: Authority
) -> None:
    """While it lasts, and while nginx presents it; one that was renewed on disk alone is named."""
    made = authority.issue(f"IP:{SERVER}", f"DNS:{NAME}")
    renewed = authority.issue(f"IP:{SERVER}", f"DNS:{NAME}", called="renewed")
    whole = with_tls(media, made, authority, name=NAME)
    copy = f"cp {renewed.certificate} {made.certificate}; cp {renewed.key} {made.key}"
    check = {"site": whole, "check": False}
    _, fresh, _, stale = run({"site": whole, "states": STATES}, check, {"shell": copy}, check)
    ((status, message),) = findings(fresh)
    assert status == "ok"
    assert "for 89 days more" in message
    found = findings(stale)
    assert sorted(status for status, _ in found) == ["ok", "warning"]
    assert any("still presents another certificate" in message for _, message in found)


@pytest.mark.parametrize(
    ("names", "days", "more", "status", "says"),
    [
        (["IP:10.0.0.7"], -1, {}, "error", "certificate has expired"),
        (["IP:10.0.0.7"], 9, {}, "warning", "ends in 8 days"),
        (["IP:10.0.0.8"], 90, {}, "error", "IP address mismatch"),
        (["IP:10.0.0.7"], 90, {"name": NAME}, "error", "Hostname mismatch"),
        (["IP:10.0.0.7"], 90, {"ca_certificate": None}, "error", "unable to get local issuer"),
        (["IP:10.0.0.7"], 90, {"certificate_key": "/etc/none.key"}, "error", "/etc/none.key is not there"),
        (["IP:10.0.0.7"], 90, {"certificate": "/etc/hosts"}, "error", "are no certificate and its key"),
    ],
)
def test_what_installers_would_not_believe_is_found(
    run: Run,
    media: Path,
    authority: Authority,
    names: list[str],
    days: int,
    more: dict[str, Any],
    status: str,
    says: str,
) -> None:
    """Expiry, names, the CA and the files are judged by a handshake, before any machine has to."""
    whole = with_tls(media, authority.issue(*names, days=days), authority, **more)
    if whole["server"]["tls"]["ca_certificate"] is None:
        del whole["server"]["tls"]["ca_certificate"]
    ((found, message),) = findings(run({"site": whole, "check": False})[0])
    assert (found, says in message) == (status, True), message


def test_a_key_that_everybody_can_read_is_found(run: Run, media: Path, authority: Authority) -> None:
    """So is one that belongs to another certificate."""
    made = authority.issue(f"IP:{SERVER}")
    made.key.chmod(0o644)
    whole = with_tls(media, made, authority)
    check = {"site": whole, "check": False}
    swap = f"cp {authority.own.key} {made.key}; chmod 0600 {made.key}"
    opened, _, foreign = run(check, {"shell": swap}, check)
    assert "can be read by everybody" in findings(opened)[0][1]
    ((status, message),) = findings(foreign)
    assert status == "error"
    assert "are no certificate and its key" in message
