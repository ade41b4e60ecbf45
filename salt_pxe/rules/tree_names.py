"""What the name of a tree says of it, beside the release that is to be installed from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salt_pxe.installers.plug import installer_of
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

_NUMBERED = re.compile(
    r"(?:rhel|centos(?:[-_]stream)?|rocky(?:linux)?|alma(?:linux)?|oracle(?:linux)?|fedora(?:/linux)?(?:/releases)?)"
    r"[-_/]?(\d{1,2})(?!\d)|/(\d{1,2})(?:\.\d{1,2}|-stream)?/(?:BaseOS|Server|Everything)/",
    re.IGNORECASE,
)
_WITHOUT_PACKAGES = ("boot", "netinst")
_LIVE = "live"
_WITHOUT_INSTALLER = re.compile(r"/(?:AppStream|CRB|PowerTools|extras|HighAvailability)(?:/[^/]+){0,2}/?$")


def releases(site: Site) -> Iterator[Problem]:
    """A tree whose name has a release is that of the profile's, or its packages are of another one."""
    for name, profile in site.profiles.items():
        release = installer_of(site, name).release(profile.release)
        repo = site.repos.get(profile.repo)
        if release is None or repo is None:
            continue
        named = {
            number for found in _NUMBERED.finditer(repo.source[:1024]) for number in found.groups() if number
        }
        if named and release.version not in named:
            yield Problem(
                f"pxe:profiles:{name}:repo",
                f"{profile.repo} comes from a tree that says {' and '.join(sorted(named))}, not {release.version}",
                "name the repo of this release, or mend the release",
            )


def contents(site: Site) -> Iterator[Problem]:
    """A tree has an installer and packages; some media have one of them alone."""
    for name, repo in site.repos.items():
        path, what = f"pxe:repos:{name}:source", ""
        words = re.split(r"[-_.]", repo.source.rpartition("/")[2].lower())
        medium = words[-1] == "iso"
        if medium and any(word in words for word in _WITHOUT_PACKAGES):
            what = "is a medium without packages, by its name: the install ends for want of them"
        elif medium and _LIVE in words:
            what = "is a live medium, by its name: it installs by no answer file"
        elif _WITHOUT_INSTALLER.search(repo.source):
            what = "is a tree of packages without an installer, by its name"
        if what:
            yield Problem(path, what, "name the DVD's medium, or the tree of BaseOS")
