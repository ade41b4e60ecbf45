"""The pillar that a master compiles, without anything that came with the minion's request for it.

Salt merges what a minion sends as its pillar (`salt-call state.apply pillar='{...}'`) before it calls a pillar
extension, and tells the extension nothing of it. The compile under way is a `salt.pillar.Pillar`, which has it as
`pillar_override`; it is found among the frames that called the extension.
"""

from __future__ import annotations

import copy
import logging
import sys
from collections.abc import Collection, Mapping
from typing import Any

import salt.pillar

log = logging.getLogger(__name__)


class ForeignPillar(ValueError):
    """A minion sent along what only the master may say, or it cannot be told whether it did."""


def masters_own(
    minion_id: str, given: Mapping[str, Any], name: str, reserved: Collection[str]
) -> Mapping[str, Any]:
    """Return the pillar of a minion as the master alone makes it, for the pillar extension of this name.

    `given` is what Salt handed to the extension, and is returned as it is when nothing came with the request. What
    came along is left out by compiling once more, without this very extension. Raises ForeignPillar where one of the
    `reserved` keys came along, where Salt caches pillar, and where the compile under way cannot be found.
    """
    compiling = _compiling(minion_id)
    sent = compiling.pillar_override
    taken = sorted({*reserved}.intersection(sent)) if isinstance(sent, Mapping) else []
    if taken:
        log.error("%s sends %s as a pillar of its own; it gets none", minion_id, " and ".join(taken))
        raise ForeignPillar(
            f"{' and '.join(taken)} came with the request; only the master's pillar may say that"
        )
    opts = compiling.opts
    if isinstance(compiling, salt.pillar.PillarCache) and opts.get("pillar_cache"):
        # What is cached holds what came along, whoever asks next, and requests that are over.
        raise ForeignPillar(
            "pillar_cache keeps pillar for a time, and no kickstart server may have an old one: unset it"
        )
    if not (sent or compiling.ext or compiling.extra_minion_data or opts.get("ext_pillar_first")):
        return given
    return _compiled_anew(compiling, minion_id, name)


def is_minions_own(minion_id: str) -> bool:
    """Tell whether this compile answers a request of the minion itself, whose key the master has checked.

    `salt-run`, and whoever else compiles a minion's pillar, does so without it.
    """
    master = sys.modules.get("salt.master")
    functions = getattr(master, "AESFuncs", None)
    frame = sys._getframe(1) if functions else None
    while frame is not None:
        if frame.f_code.co_name in ("_pillar", "_sync_pillar") and isinstance(
            frame.f_locals.get("self"), functions
        ):
            load = frame.f_locals.get("load")
            return isinstance(load, dict) and load.get("id") == minion_id
        frame = frame.f_back
    return False


def _compiling(minion_id: str) -> Any:
    """Return the `salt.pillar.Pillar` whose extension is being called."""
    frame = sys._getframe(1)
    while frame is not None:
        found = frame.f_locals.get("self")
        if isinstance(found, salt.pillar.Pillar):
            if found.minion_id == minion_id and hasattr(found, "pillar_override"):
                return found
            break
        frame = frame.f_back  # type: ignore[assignment]
    raise ForeignPillar(
        "this Salt does not show what a minion sends along with its request for pillar, so no pillar can be trusted; "
        "see docs/decisions/0023-what-came-with-the-request.md"
    )


def _compiled_anew(compiling: Any, minion_id: str, name: str) -> Mapping[str, Any]:
    opts = copy.deepcopy(compiling.opts)
    if compiling.ext and opts["ext_pillar"][-1:] == [compiling.ext]:
        opts["ext_pillar"].pop()  # Salt has appended what the minion asked for on demand.
    opts["exclude_ext_pillar"] = [*opts.get("exclude_ext_pillar", ()), name]
    clean = salt.pillar.Pillar(
        opts, opts["grains"], minion_id, compiling.saltenv, pillarenv=opts.get("pillarenv")
    )
    try:
        found: Mapping[str, Any] = clean.compile_pillar()
    finally:
        clean.destroy()
    if errors := found.get("_errors"):
        raise ForeignPillar(f"the pillar of {minion_id} cannot be compiled: {'; '.join(map(str, errors))}")
    return found
