"""Does a machine that changes while it installs stay armed, once, until one of its names is disarmed?"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.functional.conftest import Run
from tests.functional.test_states import STATES, changes, results, site

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

TEXT = "CHG0012345"
OTHER = "52:54:00:12:34:99"
ARMED = (
    "test -s /srv/pxe/armed/{mac} && ls /srv/pxe/ks/*/*{mac} && grep -q vmlinuz /srv/tftp/grub/system/{mac}.cfg"
    " && grep -q vmlinuz /srv/tftp/pxelinux.cfg/01-$(echo {mac} | tr : -)"
)
GONE = (
    "! ls /srv/pxe/armed/{mac} /srv/pxe/ks/*/*{mac} /srv/tftp/grub/system/{mac}.cfg"
    " /srv/tftp/pxelinux.cfg/01-$(echo {mac} | tr : -) 2>/dev/null | grep ."
)


def called(given: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    """Return the site in which web01 has another name, or something else of its own."""
    found = deepcopy(given)
    found["hosts"][name] = {**found["hosts"].pop("web01"), **more}
    return found


def told(
    serial: int, registered: dict[str, str], former: dict[str, list[str]] | None = None, **more: Any
) -> dict[str, Any]:
    """Return what the master says of its ledger when it has so many rows."""
    position = {"ledger": "one", "serial": serial, "mark": f"mark {serial}"}
    return {
        "standing": {"position": position, "distrust": "", "accepted_losses": []},
        "generation": 1,
        "registered": registered,
        "deadlines": {},
        "former_names": former or {},
        "unnoted": {},
        "over": {},
        **more,
    }


def records(*names: str) -> dict[str, str]:
    """Return the run that fails unless just these hosts have a record."""
    files = " ".join(sorted(f"{name}.json" for name in names))
    return {"shell": f'test "$(cd /var/lib/salt-pxe/armed; echo $(LC_ALL=C ls))" = "{files}"'}


def on_disk(state: str, mac: str) -> dict[str, str]:
    """Return the run that fails unless the files of this MAC address are so."""
    return {"shell": state.format(mac=mac)}


@pytest.mark.parametrize("name", ["db01", "Web01"])
@pytest.mark.parametrize("disarm", [["web01"], ["web01", TEXT], ["new", TEXT], ["new"]])
def test_a_machine_that_is_renamed_while_armed(run: Run, media: Path, name: str, disarm: list[str]) -> None:
    """One record is left, as test=True has said; either name ends the install, for both and for late runs too."""
    before = site(media)
    after, mac = called(before, name), before["hosts"]["web01"]["mac"]
    by = [name if disarm[0] == "new" else disarm[0], *disarm[1:]]
    old = {"site": before, "states": STATES, "ledger": told(1, {"web01": TEXT})}
    new = {
        "site": after,
        "states": STATES,
        "ledger": told(1, {}, {name: ["web01"]}, unnoted={name: TEXT}),
        "registers": {name: TEXT},
    }
    later = {**new, "ledger": told(1, {name: TEXT}, {name: ["web01"]})}
    first, predicted, applied, _, _, again, late, _, disarmed, _, _, late_old, late_new, _, _ = run(
        old, {**new, "test": True}, new, records(name), on_disk(ARMED, mac), later,
        old, records(name),
        {"disarm": by}, records(), on_disk(GONE, mac),
        old, later, records(), on_disk(GONE, mac),
    )  # fmt: skip
    assert results(first) == results(applied) == results(again) == dict.fromkeys(STATES, True), applied
    assert changes(predicted)["pxe_tftp.managed"] == changes(applied)["pxe_tftp.managed"]
    assert f"web01 is called {name} now" in applied["states"]["pxe_tftp.managed"]["comment"]
    assert "written down" in applied["states"]["pxe_answer_files.managed"]["comment"]
    assert not any(changes(again).values()), changes(again)
    assert f"web01 is not armed: it is armed as {name} by now" in str(late["states"])
    assert disarmed["was_armed"]
    assert disarmed["request"] == TEXT
    for one in (late_old, late_new):
        assert "is armed by" not in str(one["states"])


def test_a_machine_that_is_renamed_after_its_finish_is_not_armed_by_the_old_text(
    run: Run, media: Path
) -> None:
    """Though a pillar from before the finish still lists it under its new name; the operator reads why."""
    before = site(media)
    after, mac = called(before, "db01"), before["hosts"]["web01"]["mac"]
    late = {"site": after, "states": STATES, "ledger": told(1, {"db01": TEXT}, {"db01": ["web01"]})}
    closed = deepcopy(after)
    del closed["hosts"]["db01"]["install"]
    now = {"site": closed, "ledger": told(1, {}, over={"db01": [TEXT, "installed"]})}
    first, disarmed, applied, _, _, quiet, plan, check = run(
        {"site": before, "states": STATES, "ledger": told(1, {"web01": TEXT})},
        {"disarm": ["web01", TEXT]},
        late, records(), on_disk(GONE, mac),
        {**now, "states": STATES}, {**now, "plan": mac}, {**now, "check": False},
    )  # fmt: skip
    assert results(first) == results(quiet) == dict.fromkeys(STATES, True)
    assert disarmed["was_armed"]
    assert "is armed by" not in str(applied["states"])
    said = f"the request {TEXT!r} of db01 is over (installed): write a new text to install again"
    assert said in quiet["states"]["pxe_answer_files.managed"]["comment"].splitlines()
    assert plan["over"] == said
    assert [(one["status"], one["message"]) for one in check if one["check"] == "request"] == [("ok", said)]


def test_a_mac_that_is_added_while_armed_installs_too_and_goes_with_the_others(run: Run, media: Path) -> None:
    """The files of the first one stay as they are; disarming takes those of both away."""
    before = site(media)
    mac = before["hosts"]["web01"]["mac"]
    after = called(before, "web01", mac=[mac, OTHER])
    first, _, applied, _, _, _, again, disarmed, _, _ = run(
        {"site": before, "states": STATES}, {"shell": "touch /run/stamp"},
        {"site": after, "states": STATES}, records("web01"), on_disk(ARMED, mac), on_disk(ARMED, OTHER),
        {"site": after, "states": STATES},
        {"disarm": ["web01", TEXT]}, on_disk(GONE, mac), on_disk(GONE, OTHER),
    )  # fmt: skip
    assert results(first) == results(applied) == dict.fromkeys(STATES, True)
    assert not any(changes(again).values())
    assert disarmed["was_armed"]


def test_disarming_a_name_that_was_never_armed_here_does_no_harm(run: Run, media: Path) -> None:
    """The master disarms by every name; the tombstone then counts for that name and request alone."""
    before = site(media)
    named = called(before, "db01")
    mac = before["hosts"]["web01"]["mac"]
    disarmed, _, applied, _, other = run(
        {"disarm": ["db01", TEXT]}, {"disarm": ["db01", TEXT]},
        {"site": named, "states": STATES}, on_disk(GONE, mac),
        {"site": called(before, "db01", install="CHG9"), "states": STATES},
    )  # fmt: skip
    assert (disarmed["was_armed"], disarmed["request"]) == (False, TEXT)
    assert "is armed by" not in str(applied["states"])
    assert "db01 is armed by 'CHG9'" in other["states"]["pxe_tftp.managed"]["comment"]
