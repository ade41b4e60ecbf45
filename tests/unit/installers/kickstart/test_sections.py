"""The sections of a kickstart: what stands in them is what pillar or a file says."""

from __future__ import annotations

import pytest

from salt_pxe.installers.refusal import InstallationRefused
from tests.unit.installers.kickstart.rendered_site import WEB, web01


@pytest.mark.parametrize(
    "bad", ["echo\n%end\nreboot\n", "%include /tmp/x\n", "a\r\nb\n", " %post\n", "\n", "a\0b"]
)
def test_a_fetched_script_is_checked_as_one_of_pillar(bad: str) -> None:
    """A script from the file roots on which a kickstart would act is refused."""
    with pytest.raises(InstallationRefused, match=r"salt://bad\.sh"):
        web01({f"{WEB}:post": [{"source": "salt://bad.sh"}]}, {"salt://bad.sh": bad})


def test_scripts_are_values() -> None:
    """What looks like Jinja in a script comes out as it went in, also where the script is fetched."""
    script = "words=(a b); echo ${#words} {{ hostname }} {% if %} {# no #}\nawk '{{ print }}'"
    text = web01({f"{WEB}:post": [script, {"source": "salt://a.sh"}]}, {"salt://a.sh": f"{script}\n"})
    assert text.count(f"%post\n{script}\n%end\n") == 2


def test_a_script_that_is_not_there_is_refused() -> None:
    """The refusal names the profile and the file."""
    with pytest.raises(InstallationRefused) as refused:
        web01({f"{WEB}:post": [{"source": "salt://no.sh"}]})
    assert refused.value.problem.path == "pxe:profiles:el9-web"
    assert "salt://no.sh" in refused.value.problem.message
    assert refused.value.problem.hint


def test_host_overrides_packages() -> None:
    """Where host and profile contradict each other about a package, the host's word counts."""
    text = web01({f"{WEB}:packages": ["@core", "nano", "-vim"], "hosts:web01:packages": ["-nano", "vim"]})
    assert "%packages\n@core\n-nano\nvim\n%end\n" in text
