"""The position of the ledger that was last published from: a small file, outside of the ledger.

A ledger that does not come after it was lost or restored from a backup, and arms nothing (`ledger_trust.py`).
"""

from __future__ import annotations

import json

from salt_pxe.arming.ledger_trust import Position
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.site.artefact import MARK, File


def published(disk: Disk, state_dir: str) -> Position | None:
    """Return the position last published from, None where there is none. Raises PublishError where it is damaged."""
    path = _path(state_dir)
    found = disk.read(path)
    if found is None:
        return None
    try:
        return Position.from_plain(json.loads(found.content or b""))
    except (ValueError, AttributeError) as error:
        message = (
            f"{path} is damaged ({error}): nothing is armed while it is. Remove it when the ledger is right"
        )
        raise PublishError(message) from error


def remember(disk: Disk, state_dir: str, position: Position) -> None:
    """Write down that is published from a position."""
    if published(disk, state_dir) == position:
        return
    text = json.dumps({"note": MARK, **position.to_plain()}) + "\n"
    disk.make_folder(state_dir)
    disk.write(_path(state_dir), File(text.encode(), 0o600), durable=True)


def _path(state_dir: str) -> str:
    return f"{state_dir}/ledger.json"
