"""No value of a report, and nothing that pillar says of a minion, becomes a directive of kickstart, shell or YAML."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salt_pxe import install_values, pillar, proof, values
from salt_pxe.kickstart_check import kickstarts
from salt_pxe.kickstart_check.reading import read
from salt_pxe.problem import PillarError
from tests.site import changed

TOKEN = proof.token(b"k" * 32, "fra1", "web01", "m", "r")
SECTIONS = ["%packages", "%pre", "%onerror", "%post"]
ATTACKS = [
    *(
        "\n%post\nrm -rf /\n%end\n",
        "x\n%end",
        "%end",
        " %include /x",
        "$(touch x)",
        "`touch x`",
        "${x}",
        "$HOME",
        "'; touch x; '",
    ),
    *(
        '"; touch x; "',
        "x' \"y",
        "\\",
        "\\n",
        "- x",
        "x: y",
        "!!python/name:os.system",
        "&a *a",
        "{{ x }}",
        "{% x %}",
        "# x",
    ),
    *(
        "end of salt-pxe report",
        "EOF",
        "\x00",
        "\r\n",
        "\u2028",
        "näht 💣",
        "%s %d",
        "-n",
        "~",
        "no",
        "012",
        "1e3",
        "",
    ),
]
TEXT = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(st.sampled_from(list("ab'\"\\$`%&;|(){}#:-~!*? \n\t")), max_size=16),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(["web01.example.com", "CHG1", "a:b@c_d-e", "1.0", "0x1F", "12:30:45", "yes"]),
)


def taken(door: Callable[[object], str]) -> Callable[[str], bool]:
    """Tell whether a door takes a text; a test of texts that are all refused would show nothing."""

    def check(text: str) -> bool:
        try:
            door(text)
        except ValueError:
            return False
        return True

    return check


SCRIPT = st.lists(TEXT, min_size=1, max_size=3).map("\n".join).filter(taken(values.script)).filter(str.strip)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    request=st.one_of(TEXT.filter(taken(install_values.request)), TEXT),
    minion_id=st.one_of(TEXT.filter(taken(values.minion_id)), TEXT),
    command=SCRIPT,
    said=TEXT,
)
def test_no_value_leaves_its_place(request: str, minion_id: str, command: str, said: str) -> None:
    """Pillar refuses it, or the sections are those that were meant and a shell reads back what pillar said."""
    changes: dict[str, Any] = {
        "site": "fra1",
        "server:api": "http://10.0.0.1:8000",
        "hosts:web01:install": request,
        "hosts:web01:minion_id": minion_id,
        "profiles:el9-web:minion": {"command": command, "config": {"said": said, "grains": {"said": said}}},
    }
    try:
        site = pillar.parse(changed(changes))
    except PillarError:
        return
    texts, problems = kickstarts(site, {"web01": "x"}, None, {"web01": TOKEN})
    assert problems == []
    found = read(texts["web01"], "RHEL9")
    assert [section.name for section in found.sections] == SECTIONS
    last = found.sections[-1].body
    start, rest = last.split("\numask 022\n", 1)
    words = shlex.split(start, comments=True)
    assert dict(word.split("=", 1) for word in words) == {
        "event_url": "http://10.0.0.7/pxe/event",
        "armed_url": "http://10.0.0.7/pxe/armed/52:54:00:12:34:56",
        "site": "fra1",
        "host": "web01",
        "mac": "52:54:00:12:34:56",
        "request": site.hosts["web01"].install,
        "minion_id": minion_id,
        "token": TOKEN,
    }
    # The functions of the script alone: they say what would be written and run.
    functions = rest[rest.index("\nconfigured() {") : rest.index("\nbecome_minion() {")]
    script = f"{start}\nproof=xyz\n{functions}\nconfigured\n"
    done = subprocess.run(
        ["/bin/sh", "-u"], input=script.encode(), capture_output=True, check=True, env={"PATH": "/nowhere"}
    )
    assert done.stderr == b""
    config = yaml.safe_load(done.stdout.decode())
    assert (config["id"], config["said"]) == (minion_id, said)
    assert config["grains"] == {"said": said, "salt_pxe_proof": "xyz"}
    assert shlex.quote(command.rstrip("\n")) in rest
