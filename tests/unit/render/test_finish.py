"""What a kickstart reports: which sections it gets, where they stand, and that the check knows them."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe import proof
from salt_pxe.installation import installation
from salt_pxe.kickstart_check import check, kickstarts
from salt_pxe.kickstart_check.reading import read
from salt_pxe.pillar import parse
from salt_pxe.publish.shown import HIDDEN, redaction, secrets
from salt_pxe.render.kickstart import rendered
from tests.site import changed

TOKEN = proof.token(b"k" * 32, "fra1", "web01", "52:54:00:12:34:56", "CHG0012345")
FINGER = ":".join(["0a"] * 32)
API = {"server:api": "http://10.0.0.1:8000"}
PLAIN = (
    "text\nlang en_US.UTF-8\nkeyboard us\ntimezone Etc/UTC --utc\n{{ url }}\n{{ network | join('\\n') }}\n"
    "{{ ignoredisk }}\n{{ zerombr }}\n{{ clearpart }}\n{{ bootloader }}\n{{ layout | join('\\n') }}\n{{ rootpw }}\n"
    "reboot\n%packages\n@core\n%end\n"
)


def made(changes: dict[str, Any], token: str | None = TOKEN, template: str = "") -> str:
    """Return the kickstart of web01 in the changed site, which has no problem."""
    tokens = {"web01": token} if token else None
    site = parse(changed({**API, **changes}))
    texts, problems = kickstarts(site, {"web01": "CHG0012345"}, lambda url: template, tokens, FINGER)
    assert problems == []
    return texts["web01"]


def sections(text: str) -> list[tuple[str, str]]:
    """Return each section's name and body, as the parser of RHEL 9 sees them."""
    return [(section.name, section.body) for section in read(text, "RHEL9").sections]


def test_a_kickstart_reports_only_where_the_site_says_to_whom() -> None:
    """Without `server:api` nothing is sent, whatever else is known."""
    site = parse(changed({}))
    texts, problems = kickstarts(site, {"web01": "x"}, None, {"web01": TOKEN}, FINGER)
    assert problems == []
    assert "/pxe/event" not in texts["web01"] and TOKEN not in texts["web01"]


def test_without_a_token_only_the_end_is_reported() -> None:
    """The last section is the only one, and the minion's configuration asks for no proof."""
    text = made({}, token=None)
    assert [name for name, _ in sections(text)] == ["%packages", "%post"]
    assert "autosign" not in text
    assert '"master_finger": "' + FINGER in text


def test_ours_come_first_and_the_wait_comes_last() -> None:
    """What pillar says in `%pre` or `%onerror` may switch the machine off; behind the wait nothing runs."""
    profile = "profiles:el9-web"
    said = {f"{profile}:{name}": f"echo {name}" for name in ("pre", "onerror", "post")}
    found = sections(made(said))
    assert [name for name, _ in found] == [
        *("%packages", "%pre", "%pre", "%onerror", "%onerror", "%post", "%post"),
    ]
    bodies = [body for _, body in found]
    assert "report installing" in bodies[1] and bodies[2] == "echo pre"
    assert "report failed" in bodies[3] and bodies[4] == "echo onerror"
    assert bodies[5] == "echo post" and "/proc/sysrq-trigger" in bodies[6]


@pytest.mark.parametrize("template", ['{% extends "kickstart" %}', PLAIN], ids=["ours extended", "its own"])
def test_a_template_of_the_sites_own_reports_too(template: str) -> None:
    """Nobody has to remember it: a machine that does not report stays armed."""
    found = sections(made({"profiles:el9-web:template": "salt://own.ks.j2"}, template=template))
    assert sorted(name for name, _ in found) == ["%onerror", "%packages", "%post", "%pre"]


def test_no_report_can_end_an_install() -> None:
    """No section of ours says `--erroronfail`, which halts the installer with a dialogue."""
    assert "--erroronfail" not in made({})


@pytest.mark.parametrize(
    ("spoilt", "wrong"),
    [
        (("host=web01", "host=web02"), "text is not what was meant"),
        ((TOKEN, "0" * 64), "text is not what was meant"),
        (('"master": "salt.example.com"', '"master": "evil.example.com"'), "text is not what was meant"),
        ((FINGER, "00" + FINGER[2:]), "text is not what was meant"),
        (("report failed", "report installed"), "text is not what was meant"),
        (("echo bring it", "echo something else"), "text is not what was meant"),
        (("%onerror", "%pre"), "was meant to have"),
    ],
)
def test_a_report_that_says_something_else_is_refused(spoilt: tuple[str, str], wrong: str) -> None:
    """The check compares what the machine will say and trust with what was meant, and tells no token."""
    site = parse(changed({**API, "profiles:el9-web:minion": {"command": "echo bring it"}}))
    what = installation(site, "el9-web", "web01", TOKEN, FINGER)
    text = rendered(what, str)
    assert check(what, text, str) == []
    problems = check(what, text.replace(*spoilt), str)
    assert any(wrong in problem.message for problem in problems)
    assert not any(TOKEN in str(problem) for problem in problems)


def test_the_token_is_in_no_message_and_no_difference() -> None:
    """Neither a problem nor a state's diff nor a log line of the value shows it."""
    site = parse(changed(API))
    what = installation(site, "el9-web", "web01", TOKEN, FINGER)
    assert TOKEN in rendered(what, str)
    assert TOKEN not in repr(what) + what.without_secrets(f"a line with {TOKEN}")
    assert what.without_secrets("f" * 64) == "..."
    assert redaction(secrets(site))(f"token={TOKEN} {TOKEN}") == f"token={HIDDEN} {HIDDEN}"
    assert redaction(())("a word") == "a word"
