"""What a profile leaves out that its machines need to become minions."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.rules import minion_obstacles
from tests.site import changed

API = {"server:api": "http://10.0.0.1:8000"}
OUT = {"profiles:el9-web:packages": ["-salt-minion", "@core"]}
OFF = {"profiles:el9-web:services": {"disabled": ["salt-minion"]}}


def said(changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what is wrong with a site; the door itself would refuse it."""
    server = {"server:api": changes.get("server:api"), "server:master": changes.get("server:master", "salt")}
    harmless = {key: value for key, value in changes.items() if not key.startswith("server:")}
    site = pillar.parse(changed({**harmless}))
    given = {key.partition(":")[2]: value for key, value in server.items()}
    site = site.model_copy(update={"server": site.server.model_copy(update=given)})
    return [tuple(problem) for problem in minion_obstacles.left_out(site)]


def test_a_package_and_a_service_are_named_with_what_to_do() -> None:
    """By their places in the lists."""
    hint = "remove it, or say minion: {enabled: false}"
    assert said({**API, **OUT, **OFF}) == [
        (
            "pxe:profiles:el9-web:packages:0",
            "leaves salt-minion out, and the machine is to become a minion",
            hint,
        ),
        (
            "pxe:profiles:el9-web:services:disabled:0",
            "salt-minion is disabled, and the end of the install enables it",
            hint,
        ),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {**OUT, **OFF},
        {**API, **OUT, **OFF, "server:master": None},
        {**API, **OUT, **OFF, "profiles:el9-web:minion": {"enabled": False}},
        {**API, **OUT, "profiles:el9-web:minion": {"command": "true"}},
        {**API, "profiles:el9-web:packages": ["-salt", "salt-minion"]},
        {**API, "profiles:el9-web:services": {"enabled": ["salt-minion"], "disabled": ["sshd"]}},
    ],
)
def test_where_no_minion_is_expected_or_it_comes_otherwise_nothing_is_wrong(changes: dict[str, Any]) -> None:
    """Other packages and services are nobody's business."""
    assert said(changes) == []


def test_a_command_does_not_help_a_disabled_service() -> None:
    """The end of the install would enable it all the same."""
    assert len(said({**API, **OFF, "profiles:el9-web:minion": {"command": "true"}})) == 1
