"""Kickstarts: golden cases for each release, and what refuses to be rendered."""

from __future__ import annotations

import random
import re
import warnings
from pathlib import Path

import pytest
from pykickstart.parser import KickstartParser
from pykickstart.version import makeVersion

from salt_pxe.installers.installation import installation
from salt_pxe.installers.kickstart import syntax
from salt_pxe.installers.kickstart.document import names
from salt_pxe.installers.refusal import InstallationRefused
from salt_pxe.site.artefact import is_ours
from salt_pxe.site.profiles.profile import Profile
from tests import golden
from tests.unit.installers.kickstart.rendered_site import WEB, site, web01

FILES = [(case, name) for case, _ in golden.cases(golden.ANSWERS) for name in golden.texts(case)]


def said_by(case: str, file: str) -> Profile:
    """Return the profile behind a golden kickstart."""
    whole, name = golden.site(case), file.removesuffix(".ks")
    return whole.profiles[
        whole.hosts[name].profile or "" if name in whole.hosts else name.removeprefix("profile-")
    ]


@pytest.mark.parametrize(("case", "file"), FILES)
def test_the_release_reads_it(case: str, file: str) -> None:
    """A release's own parser, made anew, reads each golden kickstart and warns only as accepted."""
    said = said_by(case, file)
    language = syntax.parse(said.release)
    assert language is not None
    parser = KickstartParser(makeVersion(language.kickstart))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for accepted in (
            *said.accept_warnings,
            "A network device with the name bond0 has already been defined",
        ):
            warnings.filterwarnings("ignore", message=f".*{accepted}")
        parser.readKickstartFromString(golden.texts(case)[file])
    assert parser.handler.ignoredisk.onlyuse


@pytest.mark.parametrize(("case", "file"), FILES)
def test_carries_our_mark(case: str, file: str) -> None:
    """Every kickstart says in its first lines that salt-pxe wrote it, one from a site's own template as well."""
    assert is_ours(golden.texts(case)[file].encode())


def test_same_site_same_bytes() -> None:
    """The order of users, groups, repositories and volume groups in pillar changes nothing."""
    users = {name: {"ssh_keys": []} for name in ("ann", "bob", "cid", "dan")}
    repos = {name: {"baseurl": "http://10.0.0.9/x/"} for name in ("w", "x", "y", "z")}
    texts = set()
    for seed in range(5):
        mixed = [dict(random.Random(seed).sample(sorted(given.items()), 4)) for given in (users, repos)]
        texts.add(web01({f"{WEB}:users": mixed[0], f"{WEB}:repos": mixed[1]}))
    assert len(texts) == 1


def test_a_template_that_is_not_there_is_refused() -> None:
    """The refusal has the place in pillar where the template is named."""
    with pytest.raises(InstallationRefused) as refused:
        web01({f"{WEB}:template": "salt://no.ks"})
    assert refused.value.problem.path == "pxe:profiles:el9-web:template"
    assert "salt://no.ks" in refused.value.problem.message
    assert refused.value.problem.hint


def test_every_name_of_a_template_is_documented() -> None:
    """The how-to lists exactly the names that a template of the site's own has."""
    how_to = (Path(__file__).parents[4] / "docs" / "how-to" / "templates.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1] for row in how_to.splitlines() if row.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert documented == set(names(installation(site({}), "el9-web", "web01"), str))
