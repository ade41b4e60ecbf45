"""Pillar, ledger and states together: is a machine one machine, whatever becomes of its name and its NICs?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.functional.conftest import Run
from tests.functional.test_renamed_machine import ARMED, GONE, OTHER, TEXT, called, on_disk, records
from tests.functional.test_states import STATES, results, site

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

FRA1 = ["ks1", "fra1"]
NO_RECORD = {"shell": "! ls /var/lib/salt-pxe/armed/*.json"}


def applied(given: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the run of all states on fra1's kickstart server, whose pillar this is."""
    return {"site": given, "states": STATES, "master": FRA1, **more}


def went_well(*reports: dict[str, Any]) -> bool:
    """Tell whether every state of these runs succeeded."""
    return all(results(report) == dict.fromkeys(STATES, True) for report in reports)


def said(report: dict[str, Any]) -> str:
    """Return all that a run says, with its warnings."""
    states = report["states"].values()
    return "\n".join(line for state in states for line in (state["comment"], *state.get("warnings", ())))


@pytest.mark.parametrize(
    ("name", "mac"),
    [("db01", None), ("WEB01", None), ("web01", OTHER)],
    ids=["renamed", "in another case", "with a new NIC"],
)
def test_an_installed_machine_is_armed_again_by_a_new_text_alone(
    run: Run, media: Path, name: str, mac: str | None
) -> None:
    """However often the states run with the old one, and whatever changes next."""
    before = site(media)
    was = before["hosts"]["web01"]["mac"]
    now = mac or was
    changed = called(before, name, mac=now)
    next_one = called(before, "app01", mac=now)
    first, _, ended, *runs, anew, _ = run(
        applied(before), on_disk(ARMED, was), {"end": ["installed", "web01", "fra1"]},
        applied(changed), applied(changed), records(), on_disk(GONE, now),
        applied(next_one), records(), on_disk(GONE, now),
        applied(called(before, "app01", mac=now, install="CHG2")), on_disk(ARMED, now),
    )  # fmt: skip
    assert ended == ["web01"] and went_well(first, anew)
    assert went_well(runs[0], runs[1], runs[4])
    for report in (runs[0], runs[1]):
        assert f"the request {TEXT!r} of {name} is over (installed): write a new text" in said(report)
    assert "written down in the master's ledger" in said(runs[0])
    assert "written down in the master's ledger" not in said(runs[1])


@pytest.mark.parametrize("name", ["db01", "WEB01"])
def test_a_machine_that_is_renamed_while_it_installs_ends_under_both_names(
    run: Run, media: Path, name: str
) -> None:
    """It is one armed machine until then; its report, which names it as it was, is the end of both."""
    before = site(media)
    mac = before["hosts"]["web01"]["mac"]
    after = called(before, name)
    first, second, _, _, ended, third, _, late, _, _ = run(
        applied(before), applied(after), records(name), on_disk(ARMED, mac),
        {"end": ["installed", "web01", "fra1"]},
        applied(after), records(), applied(before), records(), on_disk(GONE, mac),
    )  # fmt: skip
    assert went_well(first, second, third, late) and ended == ["web01", name]


def test_two_sites_may_each_have_a_machine_of_one_name(run: Run, media: Path) -> None:
    """What is cancelled at one leaves that of the other armed, by the very same text."""
    ours = site(media)
    mac = ours["hosts"]["web01"]["mac"]
    theirs, first, ended, again, _ = run(
        {"elsewhere": ["web01", TEXT, "muc1", OTHER, "web01.muc1"]},
        applied(ours), {"end": ["cancelled", "web01", "muc1"]}, applied(ours), on_disk(ARMED, mac),
    )  # fmt: skip
    assert theirs == "requested" and went_well(first, again) and ended == []


def test_a_machine_that_another_site_installs_is_not_armed(run: Run, media: Path) -> None:
    """By its MAC, under whatever name; the other one goes on, and the rest of this site is served."""
    ours = site(media)
    mac = ours["hosts"]["web01"]["mac"]
    theirs, report, _, _ = run(
        {"elsewhere": ["theirs77", "X", "muc1", mac, "theirs77"]},
        applied(ours), on_disk(GONE, mac), NO_RECORD,
    )  # fmt: skip
    assert theirs == "requested"
    assert "another site of this master installs the machine with this MAC address" in said(report)
    assert "theirs77" not in str(report)


def test_a_minion_id_that_another_machine_has_is_refused_before_anything_is_armed(
    run: Run, media: Path
) -> None:
    """With the holder's name, when it is tried as when it is done."""
    ours = site(media)
    mac, its_id = ours["hosts"]["web01"]["mac"], ours["hosts"]["web01"]["minion_id"]
    theirs, tried, report, _, _ = run(
        {"elsewhere": ["db07", "X", "muc1", OTHER, its_id.upper()]},
        applied(ours, test=True), applied(ours), NO_RECORD, on_disk(GONE, mac),
    )  # fmt: skip
    assert theirs == "requested"
    for one in (tried, report):
        assert f"web01 is not armed: the minion id {its_id.upper()} is held by muc1/db07" in said(one)


def test_a_minion_id_of_this_site_is_refused_at_another(run: Run, media: Path) -> None:
    """By the same words."""
    ours = site(media)
    its_id = ours["hosts"]["web01"]["minion_id"]
    first, refused = run(applied(ours), {"elsewhere": ["db07", "X", "muc1", OTHER, its_id]})
    assert went_well(first)
    assert refused == f"the minion id {its_id} is held by fra1/web01: retire that machine first"
