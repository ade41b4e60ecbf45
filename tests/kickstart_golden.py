"""The golden kickstarts: each case is a folder with a pillar, the file roots, and what must come out.

`python -m tests.kickstart_golden` writes what comes out now; read the difference before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from salt_pxe import pillar, proof, sls
from salt_pxe.arming import requested
from salt_pxe.kickstart_check import kickstarts, unknown_kickstarts
from salt_pxe.problem import Problem
from salt_pxe.site import Site

GOLDEN = Path(__file__).parent / "golden" / "kickstart"
CASES = sorted(folder.name for folder in GOLDEN.iterdir())


@lru_cache
def site(case: str) -> Site:
    """Return the site of a case."""
    given = sls.load(GOLDEN / case / "pillar.sls")
    # As the pillar extension hands it on: with the site that the master's configuration gives.
    return pillar.parse({"pxe": {"site": "fra1", **given["pxe"]}})


def reader(case: str) -> Callable[[str], str]:
    """Return what reads the case's file roots."""
    roots = GOLDEN / case / "roots"
    return lambda url: (roots / url.removeprefix("salt://")).read_text(encoding="utf-8")


def made(case: str) -> tuple[dict[str, str], list[Problem]]:
    """Return the kickstarts of a case by file name, and the problems."""
    whole = site(case)
    armed = requested(whole)
    tokens = {
        name: proof.token(b"golden" * 6, whole.site or "", name, whole.hosts[name].mac[0], request)
        for name, request in armed.items()
    }
    finger = ":".join(["0a"] * 32)
    # Where nobody hears a report there is no token either.
    secrets = (tokens, finger) if whole.server.api else ()
    texts, problems = kickstarts(whole, armed, reader(case), *secrets)
    for_strangers, more = unknown_kickstarts(whole, reader(case))
    files = {f"{name}.ks": text for name, text in texts.items()}
    files |= {f"profile-{name}.ks": text for name, text in for_strangers.items()}
    return files, [*problems, *more]


def expected(case: str) -> dict[str, str]:
    """Return the expected kickstarts of a case by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((GOLDEN / case).glob("*.ks"))}


if __name__ == "__main__":
    for name in CASES:
        files, problems = made(name)
        for problem in problems:
            print(name, problem)
        for file, text in files.items():
            (GOLDEN / name / file).write_text(text, encoding="utf-8")
