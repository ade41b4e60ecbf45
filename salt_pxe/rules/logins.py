"""Whoever is to log in can: the installed system reads the hashes and keys that it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from salt_pxe.installers.installed_system import InstalledSystem
from salt_pxe.installers.plug import installer_of
from salt_pxe.rules.references import NearNames
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from salt_pxe.site.values.boot_passwords import DIGEST, digest_octets
from salt_pxe.site.values.password_hashes import METHODS, digest_length, method_of
from salt_pxe.site.values.ssh_keys import rsa_bits

OF_ANY = 16384
"""Bits that no release finds too few."""

_ADMINISTRATORS = frozenset({"sudo", "wheel", "admin"})
"""What that group is called on one system or another."""

_OWN, _NO_UID = 1000, 65535
_MISSPELT = 0.8


def _hashes(site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield each password hash of a site: its pillar path, the profile that it is installed with, and the hash."""
    for name, profile in site.profiles.items():
        yield f"pxe:profiles:{name}:rootpw", name, profile.rootpw
        for user, account in profile.users.items():
            if account.password:
                yield f"pxe:profiles:{name}:users:{user}:password", name, account.password
    for name, host in site.hosts.items():
        if host.rootpw and host.profile is not None and host.profile in site.profiles:
            yield f"pxe:hosts:{name}:rootpw", host.profile, host.rootpw


def _systems(site: Site) -> dict[str, InstalledSystem]:
    found = {}
    for name, profile in site.profiles.items():
        installer = installer_of(site, name)
        release = installer.release(profile.release)
        if release is not None:
            found[name] = installer.installed_system(release)
    return found


def hash_methods(site: Site) -> Iterator[Problem]:
    """A password hash is of a method that the release's libcrypt knows; with any other nobody can log in."""
    systems = _systems(site)
    for path, profile, given in _hashes(site):
        if given == "locked" or profile not in systems:
            continue
        known = systems[profile].hash_methods
        if method_of(given) not in known:
            name = _best_of(known)
            yield Problem(
                path,
                f"is a {METHODS[method_of(given)].name} hash, which {site.profiles[profile].release} cannot read: "
                "nobody can log in",
                f"make one of {name}, with `mkpasswd -m {name}`",
            )


def _best_of(known: Collection[str]) -> str:
    """Return the name of the method that is to be used: sha-512, which every libcrypt of today knows, or another."""
    words = ["6"] if "6" in known else sorted(known, reverse=True)
    return next((METHODS[word].name for word in words if word in METHODS), "another method")


def key_types(site: Site) -> Iterator[Problem]:
    """An ssh key is of a type and a length that the release's sshd takes; it passes over any other in silence."""
    systems = _systems(site)
    for name, profile in site.profiles.items():
        absent = systems[name].absent_key_types if name in systems else frozenset()
        keys = [(f"pxe:profiles:{name}:ssh_keys", profile.ssh_keys)]
        keys += [
            (f"pxe:profiles:{name}:users:{user}:ssh_keys", one.ssh_keys)
            for user, one in profile.users.items()
        ]
        for path, those in keys:
            for index, key in enumerate(those):
                kind = key.partition(" ")[0]
                if kind in absent:
                    yield Problem(
                        f"{path}:{index}",
                        f"{kind} is a type that the sshd of {profile.release} does not know",
                        "add a key of type ssh-ed25519",
                    )
                elif name in systems and (rsa_bits(key) or OF_ANY) < systems[name].smallest_rsa:
                    yield Problem(
                        f"{path}:{index}",
                        f"an RSA key of {rsa_bits(key)} bits is refused by the sshd of {profile.release}, "
                        f"which wants {systems[name].smallest_rsa}",
                        "add a key of type ssh-ed25519",
                    )


def cut_hashes(site: Site) -> Iterator[Problem]:
    """A hash whose digest has another length than its method gives fits no password."""
    for path, _, given in _hashes(site):
        if given == "locked":
            continue
        method, length = METHODS[method_of(given)], digest_length(given)
        if length != method.digest:
            yield Problem(
                path,
                f"the digest of a {method.name} hash has {method.digest} characters, and this one {length}: "
                "no password fits it",
                "copy the whole hash",
            )


def cut_boot_loader_hashes(site: Site) -> Iterator[Problem]:
    """A digest of a boot loader's hash that is shorter than its program makes is cut off: more passwords fit it."""
    for name, profile in site.profiles.items():
        given = profile.bootloader.password
        if given is not None and digest_octets(given) < DIGEST:
            yield Problem(
                f"pxe:profiles:{name}:bootloader:password",
                f"the digest of such a hash has {DIGEST} octets, and this one "
                f"{digest_octets(given)}: more passwords than one fit it",
                "copy the whole hash, unless it was made so short (--buflen)",
            )


def unlikely_accounts(site: Site) -> Iterator[Problem]:
    """An account may meet one that a package brings, and a group may be a misspelt one."""
    systems, near = _systems(site), NearNames()
    for name, profile in site.profiles.items():
        if name not in systems:
            continue
        system = systems[name]
        known = {*system.groups, *profile.groups, *profile.users}
        for user, account in profile.users.items():
            path = f"pxe:profiles:{name}:users:{user}"
            if user in system.usual_users or _of_a_package(user, system, profile.packages):
                yield Problem(
                    path,
                    "a package brings this account, and then nothing here is set",
                    "choose another name",
                )
            if account.uid is not None:
                yield from _unlikely_uid(f"{path}:uid", account.uid)
            for index, group in enumerate(account.groups):
                hint = "" if group in known else near.hint(group, known, alike=_MISSPELT)
                if group in _ADMINISTRATORS - known and system.administrators:
                    hint = f"{system.administrators} is the group of those who may act as root"
                if hint:
                    yield Problem(
                        f"{path}:groups:{index}", f"there is no group {group}, so that one is made", hint
                    )


def _of_a_package(user: str, system: InstalledSystem, packages: Collection[str]) -> bool:
    """Tell whether one of these packages brings an account."""
    bring = system.users_of_packages.get(user, ())
    return any(one == word or one.startswith(f"{word}-") for one in packages for word in bring)


def _unlikely_uid(path: str, uid: int) -> Iterator[Problem]:
    instead = f"choose another one from {_OWN} up"
    if uid < _OWN:
        why = f"{uid} is a uid that packages take for accounts of their own, from {_OWN - 1} downwards"
        yield Problem(path, why, instead)
    elif uid == _NO_UID:
        yield Problem(
            path, f"{uid} stands for no user at all in some programs (it is -1 in 16 bits)", instead
        )
