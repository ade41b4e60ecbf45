"""A refusal of the runner is data; on a command line it is text."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.adapters import refused_calls


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the configuration that stands beside the functions of this file, as Salt's loader puts it there."""
    opts: dict[str, Any] = {}
    monkeypatch.setitem(globals(), "__opts__", opts)
    return opts


@refused_calls.as_data
def raising(error: Exception) -> None:
    """Raise this."""
    raise error


@refused_calls.as_ticket
def status(host: str, limit: int = 1) -> dict[str, Any]:
    """Return what came in; raise for a host without a name."""
    if not host:
        raise ValueError("no host")
    return {"host": host, "limit": limit}


@pytest.mark.parametrize("refusal", [ValueError("why"), OSError("why"), LookupError("why")], ids=repr)
def test_a_refusal_is_data(refusal: Exception) -> None:
    """Its text is kept."""
    assert raising(refusal) == {"error": "why"}


def test_a_fault_of_the_program_is_no_refusal() -> None:
    """It is not hidden."""
    with pytest.raises(ZeroDivisionError):
        raising(ZeroDivisionError())


def test_a_program_that_nobody_reads_is_logged(
    loaded: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The reactor and the schedule drop what they get back; a person reads it."""
    raising(ValueError("why"))
    assert "pxe.raising: why" in caplog.text
    caplog.clear()
    loaded["__cli"] = "salt-run"
    raising(ValueError("why"))
    assert not caplog.text


def test_every_refusal_of_a_ticket_has_code_and_reason() -> None:
    """Also one that comes from an argument that the function does not know."""
    assert status("") == {"error": "master", "reason": "no host"}
    unknown = status("web01", colour="red")
    assert unknown["error"] == "value" and "colour" in unknown["reason"]


@refused_calls.as_ticket
def enroll(host: str, **more: Any) -> dict[str, Any]:
    """Return the names of all that came in."""
    return {"host": host, "more": sorted(more)}


def test_a_function_of_any_key_takes_what_salt_adds() -> None:
    """The caller did not send it, and the function takes it out."""
    assert enroll("web01", disks="sda", __pub_user="ticket")["more"] == ["__pub_user", "disks"]


def test_on_a_command_line_an_answer_is_text(loaded: dict[str, Any]) -> None:
    """With --out=... it is data."""
    loaded["__cli"] = "salt-run"
    assert status("") == "refused (master): no host"
    loaded["output"] = "json"
    assert status("web01") == {"host": "web01", "limit": 1}
