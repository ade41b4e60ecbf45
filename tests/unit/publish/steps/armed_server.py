"""A kickstart server at a moment of the ledger, with an answer file for each machine that asks for an install."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.arming.armed import requested
from salt_pxe.arming.ledger_trust import Position, Standing
from salt_pxe.publish.armed.registration import Registration
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.served import Served
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.artefact import MARK
from salt_pxe.site.problem import Problem
from tests.site import changed


def server(
    disk: Disk,
    serial: int,
    changes: Mapping[str, Any],
    calls: Mapping[str, Any] | None = None,
    refused: tuple[Problem, ...] = (),
    secret: str = "",
) -> KickstartServer:
    """Return the server as it is by a pillar that was compiled when the ledger had so many rows.

    `calls` are functions of Salt beside the one that says that no daemon runs; `secret` stands in each answer file.
    """
    given = changed(changes)
    asked = requested(pillar.parse(given))
    texts = {host: {"": f"# {MARK}\n{host} {request} {secret}\n"} for host, request in asked.items()}
    standing = Standing(Position("ledger", serial, f"mark {serial}"))
    registration = Registration(standing, 1, asked, {}, pytest.fail, False)
    return KickstartServer(
        Served(given["pxe"], asked, texts, {}, refused, (), {}),
        DEBIAN,
        disk,
        {"service.status": lambda unit: False, **(calls or {})},
        registration,
    )
