"""The events of Salt that say something about an install. Most do not, and are told apart at once. Pure.

What strangers send is cut to size here. Whether it is true is decided by its proof (`decide.py`), not by its tag, for
any accepted minion can fire events with these tags and with any `id` in them (the master sets `data["id"]` itself only
in events that come one at a time, and a list of events or a `pretag` goes around that).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from salt_pxe.arming.request import FAILED, INSTALLED, INSTALLING
from salt_pxe.onboarding.events import Auth, Event, Report, Start
from salt_pxe.site.profiles.minion import PROOF_GRAIN

log = logging.getLogger(__name__)

REPORT_TAG = "salt/netapi/hook/pxe/event"
AUTH_TAG = "salt/auth"

LONGEST_LOG = 4000
"""Characters that are kept of a failed installer's log: its end."""

REPORT, AUTH, START = "report", "auth", "start"

_START_TAG = re.compile(r"salt/minion/([^/]{1,255})/start")
_LONGEST = {
    "site": 63,
    "host": 255,
    "mac": 17,
    "request": 128,
    "minion_id": 255,
    "proof": 64,
    "public_key": 8192,
}
_REPORTED = ("event", "site", "host", "mac", "request", "minion_id", "proof")
_NO_LINE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_NO_KEY = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\U0010ffff]")
_UNPRINTABLE = re.compile(r"[^\n\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Signal:
    """One event that is to be decided: its kind, and its fields as short texts."""

    kind: str
    fields: Mapping[str, str]

    def event(self) -> Event:
        """Return what onboarding decides about."""
        given = self.fields
        if self.kind == START:
            return Start(given["minion_id"])
        if self.kind == AUTH:
            return Auth(given["act"], given["minion_id"], given["public_key"], given["proof"])
        return Report(**{name: given[name] for name in _REPORTED}, public_key=given.get("public_key"))

    @property
    def note(self) -> str:
        """The end of the installer's log, where the machine sent it."""
        return self.fields.get("log", "")


def signal(tag: str, data: object, serves: Callable[[str], bool] | None = None) -> Signal | None:
    """Return what an event of Salt's master bus says about an install; None where it says nothing.

    An event whose fields are missing, too long or no text that a ledger can hold says nothing: it could never be
    decided. Nor does a report of a site that the master does not serve (`serves`; None takes any). Where an event names
    itself a report or carries a proof, a line of the log says so, without what it holds.
    """
    if not isinstance(tag, str) or not isinstance(data, Mapping):
        return None
    if tag == AUTH_TAG:
        return _auth(data)
    if tag == REPORT_TAG:
        return _report(data.get("post"), serves)
    found = _START_TAG.fullmatch(tag)
    if found and data.get("id") == found[1] and _fits("minion_id", found[1]):
        return Signal(START, {"minion_id": found[1]})
    return None


def printable(log: str) -> str:
    """Return the end of an installer's log without control characters, but with its line breaks."""
    return _UNPRINTABLE.sub("", log[-4 * LONGEST_LOG :].replace("\t", " "))[-LONGEST_LOG:].strip()


def _auth(data: Mapping[str, Any]) -> Signal | None:
    grains = data.get("autosign_grains")
    if data.get("act") not in ("pend", "denied") or not isinstance(grains, Mapping):
        return None
    given: dict[str, Any] = {
        "minion_id": data.get("id"),
        "public_key": data.get("pub"),
        "proof": grains.get(PROOF_GRAIN),
    }
    if given["proof"] is None or not _all_fit(AUTH, given):
        return None
    return Signal(AUTH, {"act": data["act"], **given})


def _report(post: object, serves: Callable[[str], bool] | None) -> Signal | None:
    if not isinstance(post, Mapping) or post.get("event") not in (INSTALLING, FAILED, INSTALLED):
        return None
    with_key = post["event"] == INSTALLED and "public_key" in post
    names = [*_REPORTED[1:], *(["public_key"] if with_key else [])]
    if not _all_fit(REPORT, {name: post.get(name) for name in names}):
        return None
    if serves is not None and not serves(post["site"]):
        return None
    fields = {"event": post["event"], **{name: post[name] for name in names}}
    log = post.get("log")
    if post["event"] == FAILED and isinstance(log, str):
        fields["log"] = printable(log)
    return Signal(REPORT, fields)


def _all_fit(kind: str, given: Mapping[str, object]) -> bool:
    unfit = [name for name, value in given.items() if not _fits(name, value)]
    if unfit:
        log.warning("pxe: an event (%s) is refused: its %s can be none", kind, ", ".join(unfit))
    return not unfit


def _fits(name: str, value: object) -> bool:
    """Tell whether a value may be this field: text of its length, on one line unless it is a key."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST[name]:
        return False
    return not (_NO_KEY if name == "public_key" else _NO_LINE).search(value)
