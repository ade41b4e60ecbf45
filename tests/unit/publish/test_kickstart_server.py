"""What a kickstart server reads from its pillar, and what the states of one run share of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salt_pxe.arming.ledger_trust import Position, Standing
from salt_pxe.master.serve import serve
from salt_pxe.publish.daemons.service import Calls
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.publish.kickstart_server import kickstart_server
from salt_pxe.served import KEY, ServedVersionError
from tests.site import changed

GRAINS = {"os_family": "Debian", "osmajorrelease": 12}
CALLS: Calls = {"cp.cache_dir": lambda url, **more: [], "publish.runner": lambda *words, **more: {}}


def given(**changes: Any) -> dict[str, Any]:
    """Return a server's pillar as the master gives it."""
    plain = serve(changed(changes), lambda url: "")[KEY]
    standing = Standing(Position("ledger", 1, "mark")).to_plain()
    ledger = {"standing": standing, "generation": 1, "registered": {}, "deadlines": {}}
    return {KEY: {**plain, "ledger": ledger}}


def test_the_states_of_a_run_share_the_site_and_the_registration(tmp_path: Path) -> None:
    """The same pillar in the same context is read once; another pillar, mode or context is read anew."""
    context: dict[str, Any] = {}
    pillar = given()

    def server(pillar: dict[str, Any], test: bool, context: dict[str, Any] | None) -> Any:
        return kickstart_server(pillar, GRAINS, CALLS, str(tmp_path), test, context)

    first, second = server(pillar, False, context), server(pillar, False, context)
    assert second.served is first.served and second.registration is first.registration
    for changes in (
        (given(), False, context),
        (pillar, True, context),
        (pillar, False, {}),
        (pillar, False, None),
    ):
        first = server(pillar, False, context)
        other = server(*changes)
        assert other.served is not first.served and other.registration is not first.registration


def test_a_master_of_another_version_is_named(tmp_path: Path) -> None:
    """Nothing is read of data in a form that is not known here."""
    pillar = given()
    pillar[KEY]["version"] = 99
    with pytest.raises(ServedVersionError, match="form 99, and salt-pxe here reads form 1"):
        kickstart_server(pillar, GRAINS, CALLS, str(tmp_path))


def test_a_minion_without_the_masters_data_is_no_kickstart_server(tmp_path: Path) -> None:
    """The reason says what is missing on the master."""
    with pytest.raises(PublishError, match="configuration does not name it"):
        kickstart_server(changed({}), GRAINS, CALLS, str(tmp_path))


@pytest.mark.parametrize("site", [changed({}), {}], ids=["the site is left", "the site is gone"])
def test_a_broken_pillar_is_the_reason_whatever_is_left_of_it(tmp_path: Path, site: dict[str, Any]) -> None:
    """Nobody is sent to the master's configuration, or told that there never was a site."""
    with pytest.raises(
        PublishError, match="cannot compile the pillar of this server: SLS x failed"
    ) as refused:
        kickstart_server({**site, "_errors": ["SLS x failed"]}, GRAINS, CALLS, str(tmp_path))
    assert "does not name" not in str(refused.value) and "no pxe pillar" not in str(refused.value)
