"""What a Salt state returns: the one place that owns `name`, `changes`, `result` and `comment`, and test mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from salt_pxe.arming.armed import ArmingRefused
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.publish.steps import Step
from salt_pxe.site.problem import PillarError

REFUSALS = (PublishError, ArmingRefused, PillarError, ValueError, OSError)
"""What ends a step with words for the operator rather than with a traceback."""


def state_return(name: str, test: bool, make: Callable[[], Step]) -> dict[str, Any]:
    """Return the state's answer: what a step changes, or in test mode what it would change, in the same words.

    `result` is None where something would change, True where nothing has to or all went well, False where it did not.
    """
    ret: dict[str, Any] = {"name": name, "changes": {}, "result": False, "comment": ""}
    try:
        step = make()
        if warnings := step.warnings():  # Salt prints a heading for an empty list too.
            ret["warnings"] = warnings
        words = step.words()
        ret["changes"] = step.changes()
        if ret["changes"] and not test:
            before, ret["changes"] = ret["changes"], {}
            step.carry_out()
            ret["changes"] = step.changes() if step.refused() else before
    except REFUSALS as refusal:
        ret["comment"] = str(refusal)
        return ret
    if step.refused():
        ret["comment"] = "\n".join(step.refused())
    elif not ret["changes"]:
        ret["result"] = True
        ret["comment"] = "\n".join(["Everything is as it should be.", *words])
    else:
        ret["result"] = None if test else True
        ret["comment"] = "\n".join(["This would change." if test else "Changed.", *words])
    return ret
