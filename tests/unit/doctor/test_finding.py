"""Findings as the command line and Salt's returns carry them."""

from __future__ import annotations

import json

from salt_pxe.doctor.finding import error, ok, warning


def test_a_finding_is_plain_data() -> None:
    """With every field by its name."""
    found = error("port", "python3 listens on tcp port 80", "stop python3").plain()
    assert json.loads(json.dumps(found)) == {
        "check": "port",
        "status": "error",
        "message": "python3 listens on tcp port 80",
        "remedy": "stop python3",
    }


def test_only_what_is_in_order_needs_no_remedy() -> None:
    """Each kind has its own status."""
    found = [ok("a", "b"), warning("a", "b", "c"), error("a", "b", "c")]
    assert [(one.status, one.remedy) for one in found] == [("ok", ""), ("warning", "c"), ("error", "c")]
