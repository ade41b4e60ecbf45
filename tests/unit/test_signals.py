"""Which of Salt's events say something about an install, and what is left of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salt_pxe.onboard import Auth, Report, Start
from salt_pxe.signals import LONGEST_LOG, printable, signal
from tests.minion_keys import KEYS

PROOF = "0" * 64
REPORT = {
    "event": "installed",
    "site": "fra1",
    "host": "web01",
    "mac": "52:54:00:12:34:56",
    "request": "CHG1",
    "minion_id": "web01.example.com",
    "proof": PROOF,
    "public_key": KEYS[0],
}
AUTH = {
    "act": "pend",
    "id": "web01.example.com",
    "pub": KEYS[0],
    "result": True,
    "autosign_grains": {"salt_pxe_proof": PROOF},
}
HOOK = "salt/netapi/hook/pxe/event"


def test_a_report_is_what_the_machine_posted() -> None:
    """Nothing else of the event counts."""
    found = signal(
        HOOK, {"post": {**REPORT, "other": "x"}, "headers": {"X-Real-IP": "10.0.0.9"}, "body": "x"}
    )
    assert found
    assert found.event() == Report(
        "installed", "fra1", "web01", "52:54:00:12:34:56", "CHG1", "web01.example.com", PROOF, KEYS[0]
    )
    assert found.note == ""


def test_a_report_before_there_is_a_key_has_none() -> None:
    """Even if one is sent along."""
    found = signal(HOOK, {"post": {**REPORT, "event": "installing"}})
    assert found and found.event() == Report(
        "installing", "fra1", "web01", "52:54:00:12:34:56", "CHG1", "web01.example.com", PROOF
    )


def test_a_report_of_a_site_that_nobody_serves_says_nothing() -> None:
    """It can never be decided, and is not kept."""
    assert signal(HOOK, {"post": REPORT}, lambda site: site == "fra1")
    assert signal(HOOK, {"post": REPORT}, lambda site: site == "muc1") is None


def test_the_end_of_a_failed_installers_log_is_its_note() -> None:
    """Without what a terminal would obey."""
    found = signal(
        HOOK, {"post": {**REPORT, "event": "failed", "log": "a" * 9000 + "\n\x1b[2Jlast\tline\x00\n"}}
    )
    assert found
    assert found.note.endswith("a\n[2Jlast line")
    assert len(found.note) <= LONGEST_LOG
    assert signal(HOOK, {"post": {**REPORT, "event": "failed", "log": ["x"]}}).note == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("act", ["pend", "denied"])
def test_a_key_that_comes_with_a_proof_is_a_signal(act: str) -> None:
    """Whether the id has another key already or none."""
    found = signal("salt/auth", {**AUTH, "act": act})
    assert found and found.event() == Auth(act, "web01.example.com", KEYS[0], PROOF)


def test_the_start_of_a_minion_is_one() -> None:
    """When the event is that minion's own."""
    found = signal("salt/minion/web01/start", {"id": "web01", "data": "Minion web01 started"})
    assert found and found.event() == Start("web01")


def test_a_machine_that_becomes_no_minion_has_no_key() -> None:
    """Its finish is one all the same."""
    bare = {key: REPORT[key] for key in REPORT if key != "public_key"}
    found = signal(HOOK, {"post": bare})
    assert found and found.event() == Report(**{**bare, "public_key": None})


SILENT: list[tuple[str, Any]] = [
    ("salt/auth", {**AUTH, "act": "accept"}),
    ("salt/auth", {**AUTH, "autosign_grains": {"role": "web"}}),
    ("salt/auth", {**AUTH, "autosign_grains": {"salt_pxe_proof": None}}),
    ("salt/auth", {**AUTH, "autosign_grains": {"salt_pxe_proof": ["x"]}}),
    ("salt/auth", {**AUTH, "autosign_grains": "salt_pxe_proof"}),
    ("salt/auth", {key: AUTH[key] for key in AUTH if key != "autosign_grains"}),
    ("salt/auth", {**AUTH, "id": "x" * 256}),
    ("salt/auth", {**AUTH, "pub": "x" * 9000}),
    ("salt/auth", {**AUTH, "id": 7}),
    ("salt/auth", ["act", "pend"]),
    ("salt/minion/web01/start", {"id": "web02"}),
    ("salt/minion/web01/start", {}),
    ("salt/minion/web01/x/start", {"id": "web01/x"}),
    ("salt/minion/web01/started", {"id": "web01"}),
    ("minion_start", {"id": "web01"}),
    (HOOK, {}),
    (HOOK, {"post": "x"}),
    (HOOK, {"post": {**REPORT, "event": "onboarded"}}),
    (HOOK, {"post": {**REPORT, "event": ["installed"]}}),
    (HOOK, {"post": {**REPORT, "host": ["a", "b"]}}),
    (HOOK, {"post": {**REPORT, "host": ""}}),
    (HOOK, {"post": {**REPORT, "request": "x" * 129}}),
    (HOOK, {"post": {**REPORT, "proof": "0" * 65}}),
    *(
        (HOOK, {"post": {key: REPORT[key] for key in REPORT if key != missing}})
        for missing in sorted(REPORT.keys() - {"public_key"})
    ),
    ("salt/netapi/hook/pxe/event/more", {"post": REPORT}),
]


UNDECIDABLE = ["web\0", "\ud800", "a\nb", "a\x7f", "x" * 9000, "", b"web01", 7, None, ["x"], {"a": "b"}]
"""What no field can be: no ledger holds it, or no install has it."""


@pytest.mark.parametrize("value", UNDECIDABLE)
@pytest.mark.parametrize("name", ["host", "mac", "request", "minion_id", "proof", "public_key"])
def test_a_report_that_can_never_be_decided_is_refused_with_a_line_of_log(
    name: str, value: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Before anything is written, and without what it holds."""
    if (name, value) == ("public_key", "a\nb"):
        return  # Keys have lines.
    with caplog.at_level("WARNING", "salt_pxe.signals"):
        assert signal(HOOK, {"post": {**REPORT, name: value}}) is None
    assert caplog.messages == [f"pxe: an event (report) is refused: its {name} can be none"]


@pytest.mark.parametrize("value", UNDECIDABLE)
def test_a_key_or_a_start_that_can_never_be_decided_is_refused(
    value: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A key that comes with a proof is told of; thousands start and ask without one, which is silent."""
    with caplog.at_level("WARNING", "salt_pxe.signals"):
        assert signal("salt/auth", {**AUTH, "id": value}) is None
        assert caplog.messages == ["pxe: an event (auth) is refused: its minion_id can be none"]
        assert signal(f"salt/minion/{value}/start", {"id": value}) is None
        assert signal("salt/auth", {**AUTH, "id": value, "autosign_grains": {"role": "web"}}) is None
        assert len(caplog.messages) == 1


@pytest.mark.parametrize(("tag", "data"), SILENT)
def test_everything_else_says_nothing(tag: str, data: Any) -> None:
    """Ordinary events, fields that are missing, of another kind or too long, and other tags."""
    assert signal(tag, data) is None


@given(
    st.sampled_from(["salt/auth", HOOK, "salt/minion/a/start"]),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*REPORT, *AUTH, "post", "salt_pxe_proof"]), inner, max_size=6)
        ),
    ),
)
def test_no_event_breaks_the_reactor(tag: str, data: Any) -> None:
    """Whatever shape it has."""
    signal(tag, data)


@given(st.text())
def test_a_log_has_no_control_characters(log: str) -> None:
    """But for its line breaks."""
    assert not [
        char for char in printable(log) if char != "\n" and (ord(char) < 32 or 127 <= ord(char) < 160)
    ]
