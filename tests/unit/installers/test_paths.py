"""Where the answer files of a machine lie and are served."""

from __future__ import annotations

import pytest

from salt_pxe.installers import paths
from salt_pxe.installers.plug import INSTALLERS
from salt_pxe.pillar import parse
from salt_pxe.site.artefact import is_ours
from tests.kinds.installers.keyvalue import kind as keyvalue
from tests.site import changed

MAC, SECOND = "52:54:00:12:34:56", "52:54:00:00:00:02"
TINY = {"profiles:el9-web:installer": "key-value", "profiles:el9-web:release": "Tiny1"}


def test_a_file_with_an_address_is_bound_to_it() -> None:
    """Its name begins with the address; without one it lies among those for leased addresses."""
    site = parse(changed({"hosts:web02:fixed_address": None}))
    assert paths.answer_paths(site, "web01", MAC, "/srv") == {"": f"/srv/ks/bound/10.0.0.21-{MAC}"}
    assert paths.answer_paths(site, "web02", SECOND, "/srv") == {"": f"/srv/ks/pool/{SECOND}"}
    assert paths.profile_answer_paths(site, "el9-web", "/srv") == {"": "/srv/ks/profile/el9-web"}


def test_several_files_of_a_machine_stand_behind_its_name() -> None:
    """Behind a comma, which no name of a profile holds."""
    with INSTALLERS.registered(keyvalue.KIND):
        site = parse(changed(TINY))
        assert paths.answer_paths(site, "web01", MAC, "/srv") == {
            name: f"/srv/kv/bound/10.0.0.21-{MAC},{name}" for name in ("settings", "finish.sh")
        }
        assert paths.answers_url(site, "el9-web", MAC) == f"http://10.0.0.7/pxe/kv/{MAC}"
        assert paths.profile_answers_url(site, "el9-web") == "http://10.0.0.7/pxe/kv/profile/el9-web"
        assert "/srv/kv/bound" in paths.folders("/srv")
    assert "/srv/kv/bound" not in paths.folders("/srv")


def test_a_machine_is_disarmed_answer_files_first() -> None:
    """For each of its NICs; the marker by which it learns that it may reboot goes last."""
    site = parse(changed({"hosts:web01:mac": [MAC, SECOND]}))
    assert paths.of_host(site, "web01", "/srv") == (
        f"/srv/ks/bound/10.0.0.21-{MAC}",
        f"/srv/ks/bound/10.0.0.21-{SECOND}",
        f"/srv/armed/{MAC}",
        f"/srv/armed/{SECOND}",
    )


@pytest.mark.parametrize("folder", ["ks", "ks/bound", "ks/pool", "ks/profile", "armed"])
def test_every_folder_in_which_we_remove_files_is_named(folder: str) -> None:
    """Those of answer files, and that of the markers."""
    assert f"/srv/{folder}" in paths.folders("/srv")
    assert (f"/srv/{folder}" in paths.answer_folders("/srv")) is (folder != "armed")


def test_a_marker_carries_our_mark() -> None:
    """Otherwise nothing would take it away."""
    assert is_ours(paths.MARKER.content)
