"""The seal by which a kickstart server's answer to the master's call is known as its own. Pure.

Any accepted minion can answer a job in another one's name, and Salt's job cache takes that for the other's answer
(`_return` with a `resource_id`, `_syndic_return`). So each kickstart server has a secret, which comes with its pillar
and which no other minion gets, and seals each answer with it. The master gives each call a text of its own, so that an
answer to one call is none to another.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from salt_pxe.arming.proof import KeyRing, holds, message


def secret(ring: KeyRing, server: str) -> dict[str, Any]:
    """Return a server's secret and the generation of the key that it is made with, as they travel in its pillar.

    Raises ValueError for an id that holds a control character.
    """
    return {"generation": ring.current, "secret": _secret(ring.keys[ring.current], server)}


def sealed(given: Mapping[str, Any], call: str, answer: Any) -> dict[str, Any]:
    """Return an answer to a call with its seal. `given` is what `secret` returned on the master."""
    text = json.dumps(answer)
    return {"generation": given["generation"], "text": text, "seal": _seal(given["secret"], call, text)}


def opened(ring: KeyRing, server: str, call: str, given: object) -> Any:
    """Return the answer that a server gave to this call. Raises ValueError for all that it has not sealed itself."""
    if not isinstance(given, Mapping) or not isinstance(text := given.get("text"), str):
        raise ValueError("the answer is not sealed")
    generation = given.get("generation")
    key = ring.keys.get(generation) if type(generation) is int else None
    if key is None:
        raise ValueError("the answer is sealed with a key that is not kept")
    if not holds(given.get("seal"), _seal(_secret(key, server), call, text)):
        raise ValueError("the seal of the answer is wrong: somebody else has given it")
    return json.loads(text)


def _secret(key: bytes, server: str) -> str:
    return hmac.new(key, message("server", server), hashlib.sha256).hexdigest()


def _seal(secret: str, call: str, text: str) -> str:
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return hmac.new(bytes.fromhex(secret), message("answer", call, digest), hashlib.sha256).hexdigest()
