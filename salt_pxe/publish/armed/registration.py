"""The requests of pillar that may be armed here: those that the ledger holds under this server's name.

What pillar asks for the first time is registered by the master's runner `pxe.register`, before anything is armed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from salt_pxe.arming.armed import ArmingRefused
from salt_pxe.arming.ledger_trust import Position, Standing

Ask = Callable[..., Any]
"""Salt's `publish.runner`."""

SECONDS = 60
"""How long a server waits for the master's word."""

_HOW = "its configuration needs peer_run: {'<kickstart servers>': [pxe.register]}; see examples/master.d/pxe.conf"


@dataclass
class Registration:
    """What the pillar extension said of the ledger, and how the master is asked for the rest.

    With `test` the master only says what it would register.
    """

    standing: Standing
    generation: int
    registered: Mapping[str, str]
    deadlines: Mapping[str, int]
    ask: Ask
    test: bool
    unnoted: Mapping[str, str] = field(default_factory=dict)
    """Hosts, and requests of theirs, under names or with MACs that the ledger does not know yet."""
    _answers: dict[tuple[tuple[str, str], ...], dict[str, Any]] = field(default_factory=dict)

    def allowed(
        self, armed: Mapping[str, str], published: Position | None
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return those of these hosts and requests that may be armed, and why others may not.

        `published` is the position of the ledger that was last published from here. The master is asked once for the
        same new requests, and also where it has only to write down what machines are called now: else one that was
        installed could be armed again under a name that nobody knows. Raises ArmingRefused where it does not answer.
        """
        new = {host: request for host, request in armed.items() if self.registered.get(host) != request}
        ask = new or self.unnoted
        answer = self._asked(new, published) if ask else {"armed": {}, "refused": {}}
        may, refused = answer["armed"], answer["refused"]
        told = {
            host: request for host, request in armed.items() if host not in new or may.get(host) == request
        }
        left = {
            host: str(refused.get(host, "the master has not registered it")) for host in armed.keys() - told
        }
        others = {host: refused[host] for host in self.unnoted if host in refused and host not in armed}
        return told, {**left, **{host: str(reason) for host, reason in others.items()}}

    def _asked(self, new: Mapping[str, str], published: Position | None) -> dict[str, Any]:
        key = tuple(sorted(new.items()))
        if key not in self._answers:
            words = [f"generation={self.generation}", f"test={self.test}"]
            if published:
                words += [f"published={json.dumps(published.to_plain())}"]
            answer = self.ask("pxe.register", words, timeout=SECONDS)
            if not isinstance(answer, dict) or not isinstance(answer.get("armed"), dict):
                raise ArmingRefused(
                    f"the requests of {_some(new or self.unnoted)} cannot be registered: {_why(answer)}. "
                    "None is armed"
                )
            self._answers[key] = {"armed": answer["armed"], "refused": answer.get("refused") or {}}
        return self._answers[key]


def _why(answer: object) -> str:
    if isinstance(answer, dict) and answer.get("error"):
        return f"the master says: {answer.get('reason') or answer['error']}"
    if not answer:
        return f"the master refuses to be asked; {_HOW}"
    return f"the master answers {answer!r}"


def _some(hosts: Mapping[str, str]) -> str:
    names = sorted(hosts)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
