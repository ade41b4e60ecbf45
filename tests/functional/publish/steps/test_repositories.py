"""The step that gets repos served: predicted, done once, and one bad repo keeps no other from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps.repositories import RepoStep
from salt_pxe.served import Served
from salt_pxe.services.family import DEBIAN
from tests.e2e.installer.media import write_iso
from tests.functional.publish.media.trees import make_tree
from tests.site import changed

TWO = {"el9": {"source": "/srv/media/el9"}, "iso": {"source": "/srv/media/other.iso"}}
KERNELS = {name: f"{DEBIAN.kernels}/{name}/vmlinuz" for name in TWO}


@pytest.fixture
def server(tmp_path: Path) -> KickstartServer:
    """A server of a site with a tree and an ISO."""
    media = tmp_path / "srv/media"
    make_tree(media / "el9")
    write_iso(make_tree(tmp_path / "other"), media / "other.iso")
    given = changed({"repos": TWO})["pxe"]
    return KickstartServer(Served(given, {}, {}, {}), DEBIAN, Disk(str(tmp_path)), {})


def test_what_is_predicted_is_done_once(server: KickstartServer) -> None:
    """Each repo is named with what it holds."""
    step = RepoStep(server)
    said = step.changes()
    assert {*KERNELS.values(), f"{DEBIAN.repos}/iso/"} <= said.keys()
    step.carry_out()
    assert step.changes() == said
    assert all(server.disk.exists(path) for path in said)
    assert sorted(step.words()) == [f"{name} holds Red Hat Enterprise Linux 9.4" for name in sorted(TWO)]
    assert RepoStep(server).changes() == {}


def test_one_repo_alone_leaves_the_others_as_they_are(server: KickstartServer) -> None:
    """Neither served nor removed."""
    RepoStep(server, "el9").carry_out()
    assert [server.disk.exists(path) for path in KERNELS.values()] == [True, False]
    RepoStep(server, "iso").carry_out()
    assert [server.disk.exists(path) for path in KERNELS.values()] == [True, True]
    assert RepoStep(server, "el9").changes() == {}


def test_a_repo_that_the_site_has_not_is_refused_with_those_that_it_has(server: KickstartServer) -> None:
    """A typing error changes nothing."""
    with pytest.raises(PublishError, match="there is no repo el8 in pxe:repos; known: el9, iso"):
        RepoStep(server, "el8")


def test_a_bad_repo_is_named_and_the_others_are_served(server: KickstartServer) -> None:
    """With its reason, before and after."""
    shutil.rmtree(server.disk.real("/srv/media/el9"))
    step = RepoStep(server)
    assert step.refused() == [
        "pxe:repos:el9:source: there is no folder /srv/media/el9 on the kickstart server"
    ]
    step.carry_out()
    assert len(step.refused()) == 1
    assert server.disk.exists(KERNELS["iso"])
