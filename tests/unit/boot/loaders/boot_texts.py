"""The boot files of the small site with changes."""

from __future__ import annotations

from typing import Any

from salt_pxe.pillar import parse
from salt_pxe.render import boot_tree
from salt_pxe.services.family import DEBIAN
from tests.site import SITE, changed

WILD = {**SITE["profiles"]["el9-web"], "install_unknown": True}


def texts(changes: dict[str, Any]) -> dict[str, str]:
    """Return the boot tree of the changed site on Debian, its web01 armed, by the paths below the TFTP root."""
    tree = boot_tree(parse(changed(changes)), {"web01": "CHG0012345"}, DEBIAN)
    return {path.removeprefix("/srv/tftp/"): file.content.decode() for path, file in tree.items()}
