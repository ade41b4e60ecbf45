"""What refuses a call of the runner, and how a refusal reads in Salt's form."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Mapping
from typing import Any

from salt.utils.args import clean_kwargs

from salt_pxe.api import words
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.master.keyring import KeyRingError
from salt_pxe.publish.files.disk import PublishError

log = logging.getLogger(__name__)

ON_MASTER = (ValueError, LookupError, LedgerError, KeyRingError, PublishError, OSError)
"""What a call of the runner is refused by."""

Function = Callable[..., Any]


def is_typed(opts: Mapping[str, Any]) -> bool:
    """Tell whether a person has typed the call, and not a program sent it through salt-api or the reactor."""
    return opts.get("__cli") == "salt-run"


def caller() -> str:
    """Return who has called the function: Salt tells it to the room in which the function that it calls was made."""
    return str(globals().get("__user__") or "salt-run")


def as_data(function: Function) -> Function:
    """Return a runner's function whose refusals are data with `error`."""

    @functools.wraps(function)
    def plain(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except ON_MASTER as refusal:
            if not is_typed(_opts(function)):
                # Nobody may be reading what the reactor and the schedule get back.
                log.warning("pxe.%s: %s", function.__name__, refusal)
            return {"error": str(refusal)}

    return plain


def as_ticket(function: Function) -> Function:
    """Return a runner's function whose refusals have `error`, a short code, and `reason`.

    On a command line its answer is text.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def ticket(*args: Any, **kwargs: Any) -> Any:
        try:
            signature.bind(*args, **clean_kwargs(**kwargs))
        except TypeError as error:
            answer = {"error": "value", "reason": f"the arguments of {function.__name__}: {error}"}
        else:
            answer = as_data(function)(*args, **kwargs)
        if "error" in answer and "reason" not in answer:
            answer = {"error": "master", "reason": answer["error"]}
        opts = _opts(function)
        # With --out=... the caller wants the data.
        return words.lines(answer) if is_typed(opts) and not opts.get("output") else answer

    return ticket


def _opts(function: Function) -> Mapping[str, Any]:
    """Return the configuration that Salt's loader puts beside a function before it is called."""
    opts: Mapping[str, Any] = function.__globals__["__opts__"]
    return opts
