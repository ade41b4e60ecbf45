"""What an installed Fedora or RHEL has: the accounts of its package `setup`, and what its libcrypt reads."""

from __future__ import annotations

from salt_pxe.installers.installed_system import InstalledSystem
from salt_pxe.installers.kickstart.syntax import Syntax

HAS_LIBXCRYPT = (8, 28)
"""libxcrypt, 4.1.1 on RHEL 8, where the libcrypt of RHEL 7 is glibc's own."""

HAS_YESCRYPT = (9, 30)
"""libxcrypt 4.4, where 4.2.0 brought yescrypt and scrypt, and 4.3.0 gost-yescrypt."""

HAS_SK_KEYS = (9, 32)
"""OpenSSH 8.2 brought keys on hardware (`sk-`); RHEL 8 has 8.0."""

HAS_LONG_RSA = (9, 38)
"""RequiredRSASize of 2048 in sshd, by the crypto policy DEFAULT; RHEL 8 has no such limit in its sshd."""

_SK_KEYS = frozenset({"sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"})
_OF_GLIBC = frozenset({"1", "5", "6"})
_OF_BCRYPT = frozenset({"2a", "2b", "2x", "2y"})
_OF_YESCRYPT = frozenset({"y", "gy", "7"})

_USERS = {
    **{"root": 0, "bin": 1, "daemon": 2, "adm": 3, "lp": 4, "sync": 5, "shutdown": 6, "halt": 7, "mail": 8},
    **{"operator": 11, "games": 12, "ftp": 14},
}
_GROUPS = {
    **{
        "root": 0,
        "bin": 1,
        "daemon": 2,
        "sys": 3,
        "adm": 4,
        "tty": 5,
        "disk": 6,
        "lp": 7,
        "mem": 8,
        "kmem": 9,
    },
    **{"wheel": 10, "cdrom": 11, "mail": 12, "man": 15, "dialout": 18, "floppy": 19, "games": 20, "tape": 33},
    **{"video": 39, "ftp": 50, "lock": 54, "audio": 63, "users": 100},
}
_USUAL = frozenset({"chrony", "dbus", "polkitd", "sshd", "systemd-network", "tss"})
_OF_PACKAGES = {
    **{name: (name,) for name in ("nginx", "squid", "tomcat", "postfix", "dovecot", "redis", "memcached")},
    **{name: (name,) for name in ("haproxy", "unbound", "dnsmasq", "tcpdump", "rabbitmq", "radvd", "salt")},
    **{"apache": ("httpd",), "postgres": ("postgresql",), "mysql": ("mariadb", "mysql"), "named": ("bind",)},
    **{"rpc": ("rpcbind",), "rpcuser": ("nfs-utils",), "qemu": ("qemu-kvm",)},
}


def installed_system(syntax: Syntax) -> InstalledSystem:
    """Return what a release has, as it is installed."""
    nobody = 65534 if syntax.reads(*HAS_LIBXCRYPT) else 99
    methods = _OF_GLIBC
    if syntax.reads(*HAS_LIBXCRYPT):
        methods |= _OF_BCRYPT
    if syntax.reads(*HAS_YESCRYPT):
        methods |= _OF_YESCRYPT
    return InstalledSystem(
        methods,
        {**_USERS, "nobody": nobody},
        {**_GROUPS, "nobody": nobody},
        _USUAL,
        administrators="wheel",
        users_of_packages=_OF_PACKAGES,
        absent_key_types=frozenset() if syntax.reads(*HAS_SK_KEYS) else _SK_KEYS,
        smallest_rsa=2048 if syntax.reads(*HAS_LONG_RSA) else 1024,
        absent_locales=frozenset() if syntax.reads(8) else frozenset({"C"}),
    )
