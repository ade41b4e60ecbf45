"""Do the states predict what they do, do it once, and put it back when it fails? With the real daemons of Debian."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.functional.conftest import Run
from tests.site import HASH, changed

STATES = [
    "pxe_repo.present",
    "pxe_answer_files.managed",
    "pxe_tftp.managed",
    "pxe_http.managed",
    "pxe_dhcp.managed",
]
DAEMONS = {"isc-dhcp-server", "tftpd-hpa", "nginx"}


def site(media: Path, **changes: Any) -> dict[str, Any]:
    """Return a site whose repo is this tree, with one machine that is to be installed."""
    found: dict[str, Any] = changed({"repos:el9": {"source": str(media)}, **changes})["pxe"]
    return found


def changes(report: dict[str, Any]) -> dict[str, Any]:
    """Return the changes of each state of a run."""
    return {name: ret["changes"] for name, ret in report["states"].items()}


def results(report: dict[str, Any]) -> dict[str, Any]:
    """Return the result of each state of a run."""
    return {name: ret["result"] for name, ret in report["states"].items()}


def test_a_site_is_predicted_applied_once_and_rests_after_the_last_disarm(run: Run, media: Path) -> None:
    """test=True predicts exactly what applying changes, a second apply changes nothing; disarming stops the daemons."""
    whole = {"site": site(media), "states": STATES}
    predicted, applied, again, disarmed, after = run(
        {**whole, "test": True}, whole, whole, {"disarm": "web01"}, whole
    )
    assert results(predicted) == dict.fromkeys(STATES)
    assert results(applied) == dict.fromkeys(STATES, True), applied
    assert changes(applied) == changes(predicted)
    assert predicted["running"] == dict.fromkeys(DAEMONS, False)
    assert applied["running"] == dict.fromkeys(DAEMONS, True)
    comment = predicted["states"]["pxe_tftp.managed"]["comment"]
    assert "web01 is armed by 'CHG0012345'" in comment
    assert "may erase sda" in comment
    assert not any(changes(again).values())
    assert results(again) == dict.fromkeys(STATES, True)
    assert disarmed["was_armed"]
    assert set(disarmed["stopped"]) == DAEMONS
    assert not any(changes(after).values())
    assert after["running"] == dict.fromkeys(DAEMONS, False)
    assert HASH not in json.dumps([predicted, applied])


def test_one_changed_host_touches_only_its_own_files(run: Run, media: Path) -> None:
    """A new request changes the files of that host alone, and dhcpd is not restarted for it."""
    both = site(media, **{"hosts:web02:install": "CHG2"})
    less = deepcopy(both)
    del less["hosts"]["web02"]["install"]
    first, second = run({"site": less, "states": STATES}, {"site": both, "states": STATES})
    assert results(first) == dict.fromkeys(STATES, True)
    touched = {path for one in changes(second).values() for path in one}
    assert touched == {
        "/srv/pxe/armed/52:54:00:12:34:57",
        "/srv/pxe/ks/bound/10.0.0.22-52:54:00:12:34:57",
        "/srv/tftp/grub/system/52:54:00:12:34:57.cfg",
        "/srv/tftp/pxelinux.cfg/01-52-54-00-12-34-57",
        "/var/lib/salt-pxe/armed/web02.json",
    }


def test_too_many_machines_arm_nobody(run: Run, media: Path) -> None:
    """Above max_armed the states fail, say so, and write nothing that boots."""
    limited = site(media, **{"server:max_armed": 0})
    (report,) = run({"site": limited, "states": ["pxe_answer_files.managed", "pxe_tftp.managed"]})
    assert set(results(report).values()) == {False}
    assert "max_armed is 0" in report["states"]["pxe_tftp.managed"]["comment"]
    assert set(report["running"].values()) == {False}


def test_a_machine_without_its_kernel_is_not_armed_and_named(run: Run, media: Path) -> None:
    """Where the repo was refused, its machines stay on their disks, and the state says which and why."""
    (media / ".treeinfo").unlink()
    (report,) = run({"site": site(media), "states": STATES})
    assert results(report)["pxe_repo.present"] is False
    ret = report["states"]["pxe_tftp.managed"]
    assert ret["result"] is False
    assert "web01 is not armed: /srv/tftp/pxe/el9/vmlinuz" in ret["comment"]
    assert "/srv/tftp/pxelinux.cfg/default" in ret["changes"]
    assert not [path for path in ret["changes"] if "52-54" in path]


def test_a_bad_host_is_named_and_the_others_are_armed(run: Run, media: Path) -> None:
    """One bad host shows as a warning of the states that leave it out."""
    bad = site(media, **{"hosts:web02:mac": "52:54"})
    (report,) = run({"site": bad, "states": STATES})
    assert results(report) == dict.fromkeys(STATES, True)
    assert any("pxe:hosts:web02:mac" in line for line in report["states"]["pxe_tftp.managed"]["warnings"])


def test_without_the_pillar_extension_every_state_says_what_is_missing(run: Run) -> None:
    """A minion that got nothing from the master fails with a sentence, not with a traceback."""
    (report,) = run({"states": [*STATES, "pxe_packages.installed"]})
    for ret in report["states"].values():
        assert ret["result"] is False
        assert "no kickstart server" in ret["comment"]


def test_packages_that_are_there_are_left_alone(run: Run, media: Path) -> None:
    """Where every package is installed and nothing starts at boot, the packages state has nothing to do."""
    (report,) = run({"site": site(media), "states": ["pxe_packages.installed"]})
    assert results(report) == {"pxe_packages.installed": True}
