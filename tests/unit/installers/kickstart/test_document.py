"""Kickstarts: golden cases for each release, and what refuses to be rendered."""

from __future__ import annotations

import random
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from pykickstart.parser import KickstartParser
from pykickstart.version import makeVersion

from salt_pxe.installers.answer_files import answer_files
from salt_pxe.installers.installation import installation
from salt_pxe.installers.kickstart import syntax
from salt_pxe.installers.kickstart.document import kickstart, names
from salt_pxe.installers.refusal import InstallationRefused
from salt_pxe.site.artefact import is_ours
from salt_pxe.site.profiles.profile import Profile
from salt_pxe.site.site import Site
from tests import kickstart_golden as golden
from tests.site import changed, validated

FILES = [(case, name) for case in golden.CASES for name in golden.expected(case)]
WEB = "profiles:el9-web"


def no_files(url: str) -> str:
    raise FileNotFoundError(url)


def site(changes: dict[str, Any]) -> Site:
    """Return a site as its values are read, without the rules that need the whole of it."""
    return validated(changed(changes)["pxe"])


def web01(changes: dict[str, Any], files: dict[str, str] | None = None) -> str:
    """Return the kickstart of web01 in the changed site."""

    def read(url: str) -> str:
        if url not in (files or {}):
            raise FileNotFoundError(url)
        return (files or {})[url]

    return kickstart(site(changes), "el9-web", "web01", read)


def said_by(case: str, file: str) -> Profile:
    """Return the profile behind a golden kickstart."""
    whole, name = golden.site(case), file.removesuffix(".ks")
    return whole.profiles[
        whole.hosts[name].profile or "" if name in whole.hosts else name.removeprefix("profile-")
    ]


@pytest.mark.parametrize("case", golden.CASES)
def test_golden(case: str) -> None:
    """Each case comes out exactly as it is written down, without a problem."""
    files, problems = golden.made(case)
    assert problems == []
    assert files == golden.expected(case)


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
        parser.readKickstartFromString(golden.expected(case)[file])
    assert parser.handler.ignoredisk.onlyuse


@pytest.mark.parametrize(("case", "file"), FILES)
def test_carries_our_mark(case: str, file: str) -> None:
    """Every kickstart says in its first lines that salt-pxe wrote it, one from a site's own template as well."""
    assert is_ours(golden.expected(case)[file].encode())


def test_same_site_same_bytes() -> None:
    """The order of users, groups, repositories and volume groups in pillar changes nothing."""
    users = {name: {"ssh_keys": []} for name in ("ann", "bob", "cid", "dan")}
    repos = {name: {"baseurl": "http://10.0.0.9/x/"} for name in ("w", "x", "y", "z")}
    texts = set()
    for seed in range(5):
        mixed = [dict(random.Random(seed).sample(sorted(given.items()), 4)) for given in (users, repos)]
        texts.add(web01({f"{WEB}:users": mixed[0], f"{WEB}:repos": mixed[1]}))
    assert len(texts) == 1


REFUSED = {
    "no disk is named": ({f"{WEB}:disks": []}, "pxe:hosts:web01:disks", "no disk is named"),
    "a partition's disk is not named": (
        {f"{WEB}:storage": {"partitions": [{"mount": "/", "size": 1, "disk": "sdb"}]}},
        "pxe:hosts:web01:storage",
        "sdb",
    ),
    "the boot drive is not named": (
        {f"{WEB}:bootloader": {"boot_drive": "sdb"}},
        "pxe:hosts:web01:bootloader",
        "sdb",
    ),
    "static without an address": (
        {f"{WEB}:network": [{"bootproto": "static"}], "hosts:web01:fixed_address": None},
        "pxe:hosts:web01:network",
        "static address",
    ),
    "static in no subnet": (
        {f"{WEB}:network": [{"bootproto": "static"}], "hosts:web01:fixed_address": "10.9.9.9"},
        "pxe:hosts:web01:network",
        "in no subnet",
    ),
    "a device twice": (
        {f"{WEB}:network": [{"device": "em1"}, {"device": "em1"}]},
        "pxe:hosts:web01:network",
        "em1",
    ),
    "a script that is not there": (
        {f"{WEB}:post": [{"source": "salt://no.sh"}]},
        "pxe:profiles:el9-web",
        "salt://no.sh",
    ),
    "a template that is not there": (
        {f"{WEB}:template": "salt://no.ks"},
        "pxe:profiles:el9-web:template",
        "salt://no.ks",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """What cannot be installed safely is refused with its path and a mend, before anything is rendered."""
    changes, path, words = REFUSED[name]
    with pytest.raises(InstallationRefused) as refused:
        web01(changes)
    assert refused.value.problem.path == path
    assert words in refused.value.problem.message
    assert refused.value.problem.hint


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


HOSTILE_TEMPLATES = {
    "undefined": "{{ hostnam }}",
    "undefined attribute": "{{ variables.rack }}",
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ lipsum.__globals__ }}",
    "changes a value": "{{ variables.update({'a': 1}) }}",
    "reads a file": "{% include '/etc/passwd' %}",
    "loops": "{% for i in range(999999999) %}{% endfor %}",
    "recursion": "{% include 'again' %}",
    "syntax": "{% if %}",
    "a control character": "{{ '\\n' | ks }}",
}


@pytest.mark.parametrize("name", HOSTILE_TEMPLATES)
def test_a_template_of_the_site_is_held(name: str) -> None:
    """A template that reaches for more than its names, or for a name that is not there, is refused and named."""
    files = {"salt://own.ks": HOSTILE_TEMPLATES[name], "salt://again.ks": "{% include 'again' %}"}
    with pytest.raises(InstallationRefused) as refused:
        web01({f"{WEB}:template": "salt://own.ks", f"{WEB}:snippets": {"again": "salt://again.ks"}}, files)
    assert refused.value.problem.path == "pxe:profiles:el9-web:template"
    assert "salt://own.ks" in refused.value.problem.message


def test_host_overrides_packages() -> None:
    """Where host and profile contradict each other about a package, the host's word counts."""
    text = web01({f"{WEB}:packages": ["@core", "nano", "-vim"], "hosts:web01:packages": ["-nano", "vim"]})
    assert "%packages\n@core\n-nano\nvim\n%end\n" in text


def test_one_bad_host_is_named_and_the_others_go_on() -> None:
    """A host without disks gets no kickstart and a problem; its neighbour gets its own."""
    whole = site({f"{WEB}:disks": [], "hosts:web02:disks": ["sda"]})
    texts, problems = answer_files(whole, {"web01": "x", "web02": "x"}, no_files)
    assert list(texts) == ["web02"]
    assert [problem.path for problem in problems] == ["pxe:hosts:web01:disks"]


def test_a_broken_profile_names_each_host_that_it_stops() -> None:
    """A fault of the profile is said at each of its armed hosts, with the profile's path."""
    whole = site({f"{WEB}:post": [{"source": "salt://no.sh"}], "hosts:web02:disks": ["sda"]})
    texts, problems = answer_files(whole, {"web01": "x", "web02": "x"}, no_files)
    assert texts == {}
    assert [problem.path for problem in problems] == ["pxe:hosts:web01", "pxe:hosts:web02"]
    assert all("pxe:profiles:el9-web" in problem.message for problem in problems)


def test_a_static_machine_takes_what_dhcp_would_tell_it() -> None:
    """Router and name servers come from the nearest scope that names them: subnet, shared network, site."""
    wire = {
        "routers": ["10.7.0.254"],
        "subnets": {
            "10.7.0.0/16": {"domain_name_servers": ["10.7.0.2"]},
            "10.8.0.0/24": {"routers": ["10.8.0.254"]},
        },
    }
    changes = {
        "shared_networks": {"hall": wire},
        "dhcp:domain_name_servers": ["10.9.9.9"],
        f"{WEB}:network": [{"bootproto": "static"}],
    }
    at_7 = web01({**changes, "hosts:web01:fixed_address": "10.7.1.1"})
    at_8 = web01({**changes, "hosts:web01:fixed_address": "10.8.0.1"})
    assert "--netmask=255.255.0.0 --gateway=10.7.0.254 --nameserver=10.7.0.2 " in at_7
    assert "--netmask=255.255.255.0 --gateway=10.8.0.254 --nameserver=10.9.9.9 " in at_8


def test_every_name_of_a_template_is_documented() -> None:
    """The how-to lists exactly the names that a template of the site's own has."""
    how_to = (Path(__file__).parents[4] / "docs" / "how-to" / "templates.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1] for row in how_to.splitlines() if row.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert documented == set(names(installation(site({}), "el9-web", "web01"), no_files))
