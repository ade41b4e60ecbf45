"""A kickstart server's answers to the master: sealed by the newest secret that its pillar has."""

from __future__ import annotations

from typing import Any

import pytest
from salt.exceptions import CommandExecutionError, SaltReqTimeoutError

from salt_pxe import doctor
from salt_pxe.adapters.server_calls import ServerCalls, refusals_as_errors
from salt_pxe.arming import seal
from salt_pxe.arming.proof import KeyRing
from salt_pxe.doctor.finding import Finding
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.served import KEY, Served
from tests.site import changed

RING = KeyRing(2, {1: b"a" * 32, 2: b"b" * 32})
OLD = KeyRing(1, {1: b"a" * 32})
SERVER = "kickstart01"


def calls(now: dict[str, Any], fresh: dict[str, Any]) -> ServerCalls:
    """Return the calls of a minion with this pillar, and with that one when it is compiled anew."""
    return ServerCalls(now, {}, {"pillar.items": lambda unmask: fresh}, {})


def pillar_of(ring: KeyRing) -> dict[str, Any]:
    """Return a server's pillar with its secret."""
    return {KEY: {"seal": seal.secret(ring, SERVER)}}


def test_a_rotated_key_comes_with_a_new_pillar() -> None:
    """The pillar in memory is older than the master's call."""
    answer = calls(pillar_of(OLD), pillar_of(RING)).disarm_all([], "2-call")
    assert seal.opened(KeyRing(2, {2: RING.keys[2]}), SERVER, "2-call", answer) == []


def test_without_a_secret_the_answer_is_not_sealed() -> None:
    """It does not count, but a person can read it."""
    assert calls({}, {"_errors": ["broken"]}).disarm_all([], "2-call") == []
    assert calls({}, {}).disarm_all([], None) == []


def test_a_machine_that_cannot_be_armed_is_told_of() -> None:
    """As data, for the master decides by it."""
    answer = calls({}, {"_errors": ["broken"]}).arm("web01", "CHG1", None)
    assert answer["armed"] is False and "broken" in answer["error"]


def test_a_refusal_is_salts_error() -> None:
    """A fault of the program is none."""
    with pytest.raises(CommandExecutionError, match="why"), refusals_as_errors():
        raise PublishError("why")
    with pytest.raises(ZeroDivisionError), refusals_as_errors():
        raise ZeroDivisionError


SITE = changed({})
SERVED = {KEY: Served(SITE["pxe"], {}, {}, {}).encode(), **SITE}


def found_by(
    monkeypatch: pytest.MonkeyPatch, fresh: Any, memory: dict[str, Any], *said: str
) -> tuple[list[Any], dict[str, Any]]:
    """Return what `pxe.check` answers, where the doctor finds these statuses, and what it leaves in Salt's context."""
    monkeypatch.setattr(doctor, "examine", lambda server, probe: [Finding("x", one, "m") for one in said])
    context: dict[str, Any] = {}

    def items(unmask: bool) -> Any:
        if isinstance(fresh, Exception):
            raise fresh
        return fresh

    grains = {"id": SERVER, "os_family": "Debian"}
    functions = {"pillar.items": items, "cp.cache_dir": lambda url, **more: []}
    return ServerCalls(memory, grains, functions, context).check(False), context


@pytest.mark.parametrize(
    ("said", "fails"), [(("ok",), False), (("warning", "ok"), False), (("error", "warning", "ok"), True)]
)
def test_an_error_alone_makes_the_check_fail(
    monkeypatch: pytest.MonkeyPatch, said: tuple[str, ...], fails: bool
) -> None:
    """By the code with which `salt` and `salt-call` exit."""
    found, context = found_by(monkeypatch, SERVED, {}, *said)
    assert [one["status"] for one in found] == list(said)
    assert bool(context.get("retcode")) is fails


def test_the_check_looks_at_pillar_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at what the minion has held since its last refresh; a server that is named no more is told."""
    found, context = found_by(monkeypatch, SITE, SERVED, "ok")
    assert [one["check"] for one in found] == ["servers", "x"], "by what it still holds, it serves"
    assert context["retcode"]
    found, context = found_by(monkeypatch, SITE, {})
    assert [one["check"] for one in found] == ["servers"] and context["retcode"]


@pytest.mark.parametrize("fresh", [SaltReqTimeoutError("no answer"), {"_errors": ["no answer"]}])
def test_without_a_pillar_the_check_is_by_the_one_in_memory(
    monkeypatch: pytest.MonkeyPatch, fresh: Any
) -> None:
    """And says so, as an error; a minion that holds none has that error alone."""
    found, context = found_by(monkeypatch, fresh, SERVED, "ok")
    assert [(one["check"], one["status"]) for one in found] == [("pillar", "error"), ("x", "ok")]
    assert "no answer" in found[0]["message"] and context["retcode"]
    found, _ = found_by(monkeypatch, fresh, {})
    assert [one["check"] for one in found] == ["pillar"]


def test_a_minion_without_a_site_is_told_that_it_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """As every other call tells it."""
    with pytest.raises(CommandExecutionError, match="no kickstart server"):
        found_by(monkeypatch, {}, {})
