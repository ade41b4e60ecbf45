"""A program that asks a master for pillar, and for runners, as an accepted minion that means no good may.

The file that is the second argument is a JSON list of requests; the first is the minion's configuration. A request is
what goes over the wire, with `version` for another version of Salt's protocol and `as` for the id of another minion.
It prints a JSON list of what came back, an error as its text.
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

import salt.channel.client
import salt.config
from salt.channel.client import AsyncReqChannel
from salt.utils.asynchronous import SyncWrapper


def asked(opts: dict[str, Any], request: dict[str, Any]) -> Any:
    """Send one request as Salt's own minion does, and return the answer."""
    with salt.channel.client.ReqChannel.factory(opts) as channel:
        load = {"id": opts["id"], **request}
        if load["cmd"] == "_pillar":
            return channel.crypted_transfer_decode_dictentry(load, dictkey="pillar", tries=1, timeout=20)
        return channel.send(load, tries=1, timeout=20)


class Forger:
    """A channel over which a minion says whatever it likes of itself."""

    def __init__(self, opts: dict[str, Any], io_loop: Any = None) -> None:
        self.opts = opts
        self.channel = AsyncReqChannel.factory(opts, io_loop=io_loop)

    async def send(self, request: dict[str, Any], other: str, version: int) -> Any:
        """Send a request under another id, by a version of the protocol; return what it can read."""
        auth = self.channel.auth
        if not auth.authenticated:
            await auth.authenticate()
        # All minions had one key in common before version 3.
        crypticle = auth.session_crypticle if version > 2 else auth.crypticle
        nonce = uuid.uuid4().hex
        said = {**request, "id": other, **({"nonce": nonce} if version > 1 else {})}
        sent = {"enc": "aes", "load": crypticle.dumps(said), "version": version, "id": self.opts["id"]}
        answer = await self.channel.transport.send(sent, timeout=20)
        if isinstance(answer, bytes):
            return crypticle.loads(answer, nonce=nonce if version > 1 else None)
        return answer if isinstance(answer, str) else repr(answer)

    def close(self) -> None:
        """Close the channel."""
        self.channel.close()


def forged(opts: dict[str, Any], request: dict[str, Any], other: str, version: int) -> Any:
    """Send one request in another minion's name; return the answer, or the error that it ends with."""
    with SyncWrapper(
        Forger, (opts,), async_methods=["send"], close_methods=["close"], loop_kwarg="io_loop"
    ) as forger:
        try:
            return forger.send(request, other, version)
        except Exception as error:
            return f"{type(error).__name__}: {error}"


def main(config: str, wanted: str) -> None:
    """Ask for each."""
    opts: dict[str, Any] = salt.config.minion_config(config)
    opts["master_uri"] = f"tcp://{opts['master']}:{opts['master_port']}"
    answers = []
    for request in json.loads(Path(wanted).read_text()):
        other, version = request.pop("as", None), request.pop("version", 3)
        answers.append(forged(opts, request, other, version) if other else asked(opts, request))
    print(json.dumps(answers, default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
