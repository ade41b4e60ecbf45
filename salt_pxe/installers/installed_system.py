"""What the system has that an installer installs, before anything of pillar is in it.

The installer answers for each release; the rules hold the accounts and the locale of a profile against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class InstalledSystem:
    """An installed system of some release, with what every one of them has."""

    hash_methods: frozenset[str]
    """The methods of crypt(5) that its libcrypt knows, by what stands between the first two `$`."""

    users: Mapping[str, int] = field(default_factory=dict)
    """Its accounts by name, each with its uid."""

    groups: Mapping[str, int] = field(default_factory=dict)
    """Its groups by name, each with its gid."""

    usual_users: frozenset[str] = frozenset()
    """Accounts that its usual packages bring with them."""

    administrators: str = ""
    """The group whose members may act as root; empty where none is known."""

    users_of_packages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Accounts that packages bring, by their names, each with the first words of its packages' names."""

    absent_key_types: frozenset[str] = frozenset()
    """Types of ssh keys that its sshd does not know."""

    smallest_rsa: int = 1024
    """Bits of the shortest RSA key that its sshd takes."""

    absent_locales: frozenset[str] = frozenset()
    """Locales of glibc that it has not, without a character set."""
