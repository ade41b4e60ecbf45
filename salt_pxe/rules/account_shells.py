"""Whether the shell of an account is there when its user logs in."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.rules.references import NearNames
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

PACKAGED = {
    **{"zsh": "zsh", "fish": "fish", "tcsh": "tcsh", "csh": "tcsh", "ksh": "ksh", "ksh93": "ksh"},
    **{"mksh": "mksh", "dash": "dash", "tmux": "tmux", "screen": "screen", "git-shell": "git-core"},
}
"""Shell to the package that brings it."""

_IN_BIN = ("bash", "sh", "rbash", "false", "true", *PACKAGED)
_IN_SBIN = ("nologin",)
_USUAL = frozenset(
    f"{usr}/{folder}/{name}"
    for usr in ("", "/usr")
    for folder, names in (("bin", _IN_BIN), ("sbin", _IN_SBIN))
    for name in names
)
_MISSPELT = 0.8


def doubtful(site: Site) -> Iterator[Problem]:
    """An account with a shell that is misspelt, or whose package is not installed, lets nobody in."""
    near = NearNames()
    for name, profile in site.profiles.items():
        wanted = {*profile.packages}
        for user, account in profile.users.items():
            if account.shell is None:
                continue
            path = f"pxe:profiles:{name}:users:{user}:shell"
            if account.shell not in _USUAL:
                if hint := near.hint(account.shell, sorted(_USUAL), alike=_MISSPELT):
                    yield Problem(path, f"{account.shell} is no shell of the release", hint)
                continue
            package = PACKAGED.get(account.shell.rpartition("/")[2])
            if package is not None and not any(one.startswith(package) for one in wanted):
                yield Problem(
                    path,
                    f"{account.shell} comes with the package {package}, which is not among packages: without it "
                    f"{user} cannot log in",
                    f"add {package} to packages, unless a group brings it",
                )
