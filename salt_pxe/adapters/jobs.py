"""Calls to kickstart servers by Salt's jobs, and which of the answers count."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping, Sequence, Set
from typing import Any

import salt.client
from salt.exceptions import SaltException

from salt_pxe.api.context import Arm
from salt_pxe.arming import seal
from salt_pxe.arming.proof import KeyRing
from salt_pxe.onboarding.disarm_batch import Disarming, Pair

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10
"""How long a kickstart server may take to answer that a machine is disarmed."""

FIND_SECONDS = 3
"""How long Salt then looks for the job on a server that has not answered."""


def answers(opts: Mapping[str, Any], minions: list[str], function: str, **kwargs: Any) -> dict[str, Any]:
    """Call a function on these very minions; return the answers that came in time, by minion id.

    Who has given them cannot be told: any accepted minion can fire the event of another one's return, and have a return
    in another one's name put into the job cache. `sealed_answer` tells.
    """
    try:
        with salt.client.get_local_client(mopts=opts) as client:
            job = client.run_job(
                minions, function, kwarg=kwargs, tgt_type="list", timeout=ANSWER_SECONDS, listen=True
            )
            if not job:
                return {}
            answered: set[str] = set()
            for found in client.get_cli_event_returns(
                job["jid"],
                job["minions"],
                ANSWER_SECONDS,
                minions,
                "list",
                gather_job_timeout=FIND_SECONDS,
            ):
                answered.update(
                    minion
                    for minion, answer in found.items()
                    if isinstance(answer, dict) and "ret" in answer and answer.get("out") != "no_return"
                )
            return _stored(client, job["jid"], answered.intersection(minions))
    except SaltException as error:
        log.warning("pxe: %s cannot be asked for %s: %s", ", ".join(minions), function, error)
        return {}


def _stored(client: Any, jid: str, minions: Set[str]) -> dict[str, Any]:
    """Return the answers that are in the job cache; Salt stores them a moment after it has fired their events."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while True:
        found = client.get_cache_returns(jid)
        if minions <= found.keys() or time.monotonic() > deadline:
            return {minion: found[minion]["ret"] for minion in minions if minion in found}
        time.sleep(0.02)


def sealed_answer(opts: Mapping[str, Any], ring: KeyRing, server: str, function: str, **kwargs: Any) -> Any:
    """Return what a kickstart server itself answers to a call of one of its functions; None where it does not."""
    call = f"{ring.current}-{secrets.token_hex(16)}"
    answered = answers(opts, [server], function, call=call, **kwargs)
    if server not in answered:
        return None
    try:
        return seal.opened(ring, server, call, answered[server])
    except ValueError as error:
        log.warning("pxe: an answer to %s in the name of %s does not count: %s", function, server, error)
        return None


class SealedCalls:
    """What arms and disarms hosts on kickstart servers; `ring` gives the keys of the moment of a call."""

    def __init__(self, opts: Mapping[str, Any], ring: Any) -> None:
        self._opts, self._ring = opts, ring

    def arm(self) -> Arm:
        """Return what arms a host."""

        def arm(server: str, host: str, request: str) -> Mapping[str, Any]:
            return plain_arming(self._answer(server, "pxe.arm", host=host, request=request))

        return arm

    def disarm(self) -> Disarming:
        """Return what disarms hosts, for many threads."""

        def send(server: str, pairs: Sequence[Pair]) -> Mapping[Pair, bool] | None:
            requests = [list(pair) for pair in pairs]
            return disarmed(server, pairs, self._answer(server, "pxe.disarm_all", requests=requests))

        return Disarming(send)

    def _answer(self, server: str, function: str, **kwargs: Any) -> Any:
        return sealed_answer(self._opts, self._ring(), server, function, **kwargs)


def plain_arming(answer: Any) -> Mapping[str, Any]:
    """Return an answer to `pxe.arm` as data; nothing where there is none, `error` where it is a text of Salt's."""
    answer = answer or {}
    return answer if isinstance(answer, dict) else {"error": str(answer)}


def disarmed(server: str, pairs: Sequence[Pair], answer: Any) -> Mapping[Pair, bool] | None:
    """Return which hosts an answer to `pxe.disarm_all` says are disarmed; None where there is no answer."""
    if answer is None:
        log.warning("pxe: %s does not answer; %s are to be disarmed there later", server, len(pairs))
        return None
    if not isinstance(answer, list):
        log.warning("pxe: %s cannot disarm: %s", server, answer)
        return {}
    for host, request, done in answer:
        if done is not True:
            log.warning("pxe: %s cannot disarm %s by %r: %s", server, host, request, done)
    return {(host, request): done is True for host, request, done in answer}
