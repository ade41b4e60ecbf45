"""Every name that is used stands for something."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice

from salt_pxe.site import scopes
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

Known = Mapping[str, Collection[str]]


_COMPARISONS = 5000
_LONGEST = 128
_FEW = 10


def did_you_mean(word: str, known: Collection[str], otherwise: str = "", alike: float = 0.6) -> str:
    """Return the hint that names the nearest known words, or what else to say; 1 is alike in every letter."""
    if len(word) > _LONGEST:
        return otherwise
    words = [one for one in known if len(one) <= _LONGEST and one.isprintable()]
    near = get_close_matches(word, words, n=2, cutoff=alike)
    return f"did you mean {' or '.join(near)}?" if near else otherwise


class NearNames:
    """Hints that name the nearest known words, for the first wrong words: each is compared with all known ones."""

    def __init__(self) -> None:
        self._left = _COMPARISONS

    def hint(self, word: str, known: Collection[str], otherwise: str = "", alike: float = 0.6) -> str:
        """Return such a hint, or what else to say."""
        self._left -= len(known)
        return did_you_mean(word, known, otherwise, alike) if self._left >= 0 else otherwise


def others(paths: Sequence[str], path: str) -> str:
    """Return the other paths of a list as text, at most a few of them."""
    few = list(islice((other for other in paths if other != path), _FEW))
    more = len(paths) - 1 - len(few)
    return ", ".join(few) + (f" and {more} more" if more else "")


def profiles_and_repos(site: Site, known: Known) -> Iterator[Problem]:
    """A host's profile and a profile's repo are declared."""
    near = NearNames()
    for name, profile in site.profiles.items():
        if profile.repo not in known["repos"]:
            hint = near.hint(profile.repo, known["repos"], f"declare it under pxe:repos:{profile.repo}")
            yield Problem(f"pxe:profiles:{name}:repo", f'there is no repo "{profile.repo}"', hint)
    for name, host in site.hosts.items():
        if host.profile is None:
            if host.install:
                yield Problem(
                    f"pxe:hosts:{name}:profile",
                    "is missing, and the host asks for an install",
                    "name a profile",
                )
        elif host.profile not in known["profiles"]:
            hint = near.hint(host.profile, known["profiles"], f"declare it under pxe:profiles:{host.profile}")
            yield Problem(f"pxe:hosts:{name}:profile", f'there is no profile "{host.profile}"', hint)


def unknown_policy(site: Site, known: Known) -> Iterator[Problem]:
    """What undeclared machines boot is `local`, `menu`, or a profile that allows it by name."""
    for reserved in ("local", "menu"):
        if reserved in site.profiles:
            yield Problem(
                f"pxe:profiles:{reserved}", "is a word of pxe:unknown", "give the profile another name"
            )
    if site.unknown in ("local", "menu"):
        return
    if site.unknown not in known["profiles"]:
        hint = did_you_mean(
            site.unknown, ["local", "menu", *known["profiles"]], "local, menu, or a profile's name"
        )
        yield Problem("pxe:unknown", f'there is no profile "{site.unknown}"', hint)
    elif site.unknown in site.profiles and not site.profiles[site.unknown].install_unknown:
        yield Problem(
            "pxe:unknown",
            f'the profile "{site.unknown}" would erase the disks of every machine that nobody declared',
            f"if that is what you want, set pxe:profiles:{site.unknown}:install_unknown: true",
        )


def pools_name_classes(site: Site, known: Known) -> Iterator[Problem]:
    """A pool's permit list names `known`, `unknown`, or declared classes."""
    words = dict.fromkeys(["known", "unknown", *known["classes"]])
    near = NearNames()
    for path, pool, _ in scopes.pools(site):
        for key in ("allow", "deny"):
            for index, word in enumerate(getattr(pool, key)):
                if word not in words:
                    hint = near.hint(word, words, "known, unknown, or a class under pxe:classes")
                    yield Problem(f"{path}:{key}:{index}", f'there is no class "{word}"', hint)
    for name in site.classes:
        if name.lower().startswith("salt-pxe") or name in ("known", "unknown"):
            yield Problem(
                f"pxe:classes:{name}",
                "this name is taken: by salt-pxe, or as a word of allow and deny",
                "give the class another name",
            )


def interfaces(site: Site) -> Iterator[Problem]:
    """A subnet's interface is one on which DHCP is served."""
    for path, _, subnet, _ in scopes.subnets(site):
        if subnet.interface and subnet.interface not in site.server.interfaces:
            listening = ", ".join(site.server.interfaces)
            yield Problem(
                f"{path}:interface",
                f"the DHCP service does not listen on {subnet.interface}",
                f"it listens on {listening}",
            )
