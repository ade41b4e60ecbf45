"""Calls to kickstart servers by Salt's jobs, and which of the answers count."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import salt.client
import salt.utils.event
from salt.exceptions import SaltException

from salt_pxe.api.context import Arm
from salt_pxe.arming import seal
from salt_pxe.arming.proof import KeyRing
from salt_pxe.onboarding.disarm_batch import Disarming, Pair

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10
"""How long a kickstart server may take to answer that a machine is disarmed."""

FIND_SECONDS = 3
"""How long the master then waits for a server that has not answered to say that it still runs the job."""

LONGEST_SECONDS = 120
"""How long a server that still runs the job is waited for."""


def published_job(
    opts: Mapping[str, Any], minions: list[str], function: str, *args: Any, **kwargs: Any
) -> str | None:
    """Call a function on these very minions, and wait for nothing; return the job's number, None without a job."""
    try:
        with salt.client.get_local_client(mopts=opts) as client:
            job = client.run_job(
                minions, function, args, kwarg=kwargs, tgt_type="list", timeout=ANSWER_SECONDS
            )
            return job["jid"] if job else None
    except SaltException as error:
        log.warning("pxe: %s cannot be asked for %s: %s", ", ".join(minions), function, error)
        return None


def sealed_answer(opts: Mapping[str, Any], ring: KeyRing, server: str, function: str, **kwargs: Any) -> Any:
    """Return what a kickstart server itself answers to a call of one of its functions; None where it does not.

    Any accepted minion can fire the event of another one's return, in any shape, and what is first in Salt's job cache
    stays there. So each answer is looked at until one holds the server's seal, and Salt's client, which takes the first
    one and waits for as long as somebody says that the job runs, is not asked.
    """
    call = f"{ring.current}-{secrets.token_hex(16)}"
    last = time.monotonic() + LONGEST_SECONDS
    warned = False
    with salt.utils.event.get_master_event(opts, opts["sock_dir"], listen=True) as bus:
        job = published_job(opts, [server], function, call=call, **kwargs)
        bus.subscribe(f"salt/job/{job}/ret/")  # what comes while another job is asked after is kept
        while job:
            for given in _returns(bus, job, server, min(last, time.monotonic() + ANSWER_SECONDS)):
                try:
                    return seal.opened(ring, server, call, given)
                except (ValueError, RecursionError) as error:
                    if not warned:
                        refused = "pxe: an answer to %s in the name of %s does not count: %s"
                        log.warning(refused, function, server, error)
                    warned = True
            if time.monotonic() >= last or not _is_running(opts, bus, job, server):
                break
    return None


def _is_running(opts: Mapping[str, Any], bus: Any, job: str, server: str) -> bool:
    """Tell whether somebody says in a server's name that it still runs a job."""
    asked = published_job(opts, [server], "saltutil.find_job", job)
    return bool(asked) and any(_returns(bus, str(asked), server, time.monotonic() + FIND_SECONDS))


def _returns(bus: Any, job: str, minion: str, deadline: float) -> Iterator[Any]:
    """Yield the answers to a job that come in the name of a minion until then."""
    tag = f"salt/job/{job}/ret/{minion}"
    while (left := deadline - time.monotonic()) > 0:
        event = bus.get_event(wait=left, tag=tag, full=True)
        if event and event["tag"] == tag and isinstance(event["data"], dict):
            yield event["data"].get("return")


class SealedCalls:
    """What arms and disarms hosts on kickstart servers; `ring` gives the keys of the moment of a call."""

    def __init__(self, opts: Mapping[str, Any], ring: Any) -> None:
        self._opts, self._ring = opts, ring

    def arm(self) -> Arm:
        """Return what arms a host."""

        def arm(server: str, host: str, request: str) -> Mapping[str, Any]:
            if not self._ring().keys:
                return {"error": "the master's keys are lost, and nothing would prove that it is installed"}
            return plain_arming(self._answer(server, "pxe.arm", host=host, request=request))

        return arm

    def disarm(self) -> Disarming:
        """Return what disarms hosts, for many threads."""

        def send(server: str, pairs: Sequence[Pair]) -> Mapping[Pair, bool] | None:
            requests = [list(pair) for pair in pairs]
            if not self._ring().keys:
                # What is over is disarmed all the same, and stays to be done until a sealed answer says that it is.
                published_job(self._opts, [server], "pxe.disarm_all", requests=requests)
                return disarmed(server, pairs, None)
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
