"""What whole sites become. A folder with a `pillar.sls` is a case, and each folder beside it holds what must come out.

`Debian` and `RedHat` hold the tree of a kickstart server of that family. `answers` holds the answer files alone, each
named after its host (`profile-<name>` for machines that nobody declared) and the folder of its installer, with tokens
where the site takes reports. `roots` are the master's file roots of the case.

`python -m tests.golden` writes all of it anew; what git then shows is what changes for operators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from salt_pxe import pillar
from salt_pxe.arming import proof
from salt_pxe.arming.armed import arm
from salt_pxe.cli import sls_file
from salt_pxe.installers.answer_files import Files, answer_files, unknown_answer_files
from salt_pxe.installers.plug import installer_of
from salt_pxe.render import render
from salt_pxe.services.family import FAMILIES
from salt_pxe.site.problem import PillarError
from salt_pxe.site.site import Site

HERE = Path(__file__).parent
ANSWERS = "answers"
FILES = "FILES"
"""Beside a tree: mode, owner, group and path of each of its files."""

KEY, FINGER = b"golden" * 6, ":".join(["0a"] * 32)
"""What the tokens are made from, and the fingerprint of the master's key."""


def cases(*kinds: str) -> list[tuple[str, str]]:
    """Return (case, kind) of everything expected of these kinds: families, or ANSWERS."""
    found = [(at.parent, kind) for at in HERE.rglob("pillar.sls") for kind in kinds]
    return sorted((str(at.relative_to(HERE)), kind) for at, kind in found if (at / kind).is_dir())


@lru_cache
def site(case: str, kind: str = ANSWERS) -> Site:
    """Return the site of a case. For answer files it has the name that a master's configuration gives it."""
    given = sls_file.load(HERE / case / "pillar.sls")["pxe"]
    return pillar.parse({"pxe": {"site": "fra1", **given} if kind == ANSWERS else given})


def reader(case: str) -> Callable[[str], str]:
    """Return what reads the case's file roots."""
    roots = HERE / case / "roots"
    return lambda url: (roots / url.removeprefix("salt://")).read_text(encoding="utf-8")


def made(case: str, kind: str) -> dict[str, bytes]:
    """Return what a case becomes: the content of each file by its path below the folder of that kind.

    Raises PillarError where anything of it is refused.
    """
    return _answers(case) if kind == ANSWERS else _tree(case, kind)


def expected(case: str, kind: str) -> dict[str, bytes]:
    """Return what a case must become, as `made` does."""
    return {str(path.relative_to(HERE / case / kind)): path.read_bytes() for path in _files(case, kind)}


def texts(case: str) -> dict[str, str]:
    """Return the expected answer files of a case by their names."""
    return {name: content.decode() for name, content in expected(case, ANSWERS).items()}


def write(case: str, kind: str) -> None:
    """Make what is expected of a case what comes out now."""
    coming = made(case, kind)
    for path in _files(case, kind):
        path.unlink()
    for name, content in coming.items():
        at = HERE / case / kind / name
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(content)


def _tree(case: str, family: str) -> dict[str, bytes]:
    """Return a tree without its leading slashes, and the list of its files."""
    whole = site(case, family)
    tree = render(whole, arm(whole), FAMILIES[family], reader(case))
    lines = [f"{tree[path].mode:04o} {tree[path].user}:{tree[path].group} {path}\n" for path in sorted(tree)]
    return {path.lstrip("/"): file.content for path, file in tree.items()} | {FILES: "".join(lines).encode()}


def _answers(case: str) -> dict[str, bytes]:
    whole, armed = site(case), arm(site(case))
    tokens = {
        name: proof.token(KEY, whole.site or "", name, whole.hosts[name].mac[0], request)
        for name, request in armed.items()
    }
    # Where nobody hears a report there is no token either.
    secrets = (tokens, FINGER) if whole.server.api else ()
    of_hosts, problems = answer_files(whole, armed, reader(case), *secrets)
    of_profiles, more = unknown_answer_files(whole, reader(case))
    if problems or more:
        raise PillarError([*problems, *more])
    found: dict[str, bytes] = {}
    for host, files in of_hosts.items():
        found |= _named(host, whole, whole.hosts[host].profile or "", files)
    for profile, files in of_profiles.items():
        found |= _named(f"profile-{profile}", whole, profile, files)
    return found


def _named(machine: str, whole: Site, profile: str, files: Files) -> dict[str, bytes]:
    name = f"{machine}.{installer_of(whole, profile).folder}"
    return {f"{name}/{file}" if file else name: text.encode() for file, text in files.items()}


def _files(case: str, kind: str) -> Iterator[Path]:
    return (path for path in sorted((HERE / case / kind).rglob("*")) if path.is_file())
