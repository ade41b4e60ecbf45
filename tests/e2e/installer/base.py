"""Which system does the tests' installer put on a disk? A real Debian: systemd, kernel, GRUB for both firmwares, ssh.

It stands for what ``@core`` is to an EL installer. As an image it unpacks in seconds, which installing two hundred
packages one by one under emulation does not.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.e2e.built import built
from tests.e2e.debian import acquire_options, codename, sources
from tests.e2e.tied import enclosed

KERNEL = "linux-image-cloud-amd64"
PACKAGES = [
    *("systemd-sysv", "udev", "dbus", "kmod", "netbase", "iproute2", "login", "passwd", "tzdata"),
    *(KERNEL, "initramfs-tools", "lz4", "e2fsprogs", "dosfstools", "fdisk"),
    *(
        "grub2-common",
        "grub-pc-bin",
        "grub-efi-amd64-bin",
        "grub-efi-amd64-signed",
        "shim-signed",
        "efibootmgr",
    ),
    *("openssh-server", "curl", "python3"),
]
# What no machine of a lab reads. A dpkg of the installed system goes on leaving these out.
EXCLUDED = [
    *(
        "/usr/share/doc/*",
        "/usr/share/man/*",
        "/usr/share/info/*",
        "/usr/share/locale/*",
        "/usr/share/i18n/*",
        "/usr/share/bash-completion/*",
        "/usr/share/zsh/*",
        "/usr/share/zoneinfo/posix/*",
        "/usr/share/zoneinfo/right/*",
    ),
    *(
        "/usr/lib/x86_64-linux-gnu/gconv/*",
        "/usr/lib/udev/hwdb.d/*",
        "/lib/udev/hwdb.d/*",
        "/lib/modules/*/kernel/*",
    ),
    # What makes or looks into other images; grub-install needs none of it.
    *(
        "/usr/bin/grub-fstest",
        "/usr/bin/grub-mkrescue",
        "/usr/bin/grub-mkstandalone",
        "/usr/bin/grub-mknetdir",
    ),
    *(
        "/usr/bin/grub-render-label",
        "/usr/bin/grub-syslinux2cfg",
        "/usr/bin/grub-mount",
        "/usr/sbin/grub-macbless",
    ),
    *("/usr/lib/grub/x86_64-efi/monolithic/*", "/usr/lib/grub/x86_64-efi-signed/g*net*"),
    *("/usr/lib/grub/x86_64-efi-signed/gcd*", "/usr/share/grub/unicode.pf2"),
]
# The kernel modules that a QEMU machine with virtio devices uses; the names are those of path-include in dpkg(1).
# Ciphers are not among them: udev would load each that the processor has an instruction for.
INCLUDED = [
    f"/lib/modules/*/kernel/{place}"
    for place in (
        *("drivers/virtio/*", "drivers/block/virtio_blk.ko", "drivers/net/virtio_net.ko"),
        *("drivers/net/net_failover.ko", "drivers/char/hw_random/*", "net/core/*", "net/packet/*"),
        *(
            "fs/ext4/*",
            "fs/jbd2/*",
            "fs/mbcache.ko",
            "fs/fat/*",
            "fs/nls/*",
            "fs/efivarfs/*",
            "fs/binfmt_misc.ko",
        ),
        *("lib/crc*", "lib/libcrc*", "crypto/crc*", "arch/x86/crypto/crc*"),
    )
]
MODULES = ("virtio_pci", "virtio_blk", "virtio_net", "ext4")
# What looks after a system for years, and what mounts or records what nobody in a lab asks for.
UNWANTED_UNITS = (
    *("apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer"),
    *("e2scrub_reap.service", "fstrim.timer"),
    *("dev-hugepages.mount", "dev-mqueue.mount", "sys-kernel-debug.mount", "sys-kernel-tracing.mount"),
    *("sys-fs-fuse-connections.mount", "sys-kernel-config.mount", "systemd-journal-flush.service"),
    *(f"modprobe@{module}.service" for module in ("configfs", "dm_mod", "drm", "efi_pstore", "fuse", "loop")),
    *("systemd-pstore.service", "systemd-network-generator.service", "systemd-update-utmp.service"),
    *("systemd-update-utmp-runlevel.service", "systemd-binfmt.service", "systemd-modules-load.service"),
)
# A machine of a lab has no Xen, no second system and no picture to look for, and each search costs seconds.
UNWANTED_SEARCHES = ("05_debian_theme", "20_linux_xen", "30_os-prober", "30_uefi-firmware", "41_custom")


def base() -> Path:
    """Return a folder with ``root/``, the base system's files; nothing is configured for any machine."""
    return built("base", [Path(__file__), *sources()], _make)


def _make(folder: Path) -> None:
    root = folder / "root"
    options = [f"--aptopt={line}" for line in acquire_options()]
    options += [f"--dpkgopt=path-exclude={path}" for path in EXCLUDED]
    options += [f"--dpkgopt=path-include={path}" for path in INCLUDED]
    options += [f"--essential-hook={line}" for line in _before_the_kernel()]
    # usrmerge is only needed to convert an old system, and brings all of perl.
    merged = 'chroot "$1" apt-get install -q -y usr-is-merged usrmerge-'
    tidy = 'chroot "$1" apt-get purge -q -y usrmerge perl "perl-modules-*" "libperl5*" "lib*-perl"'
    options += [f"--customize-hook={line}" for line in (merged, tidy)]
    command = ["mmdebstrap", "--mode=root", "--variant=minbase", "--quiet", *options]
    include = f"--include={','.join(PACKAGES)}"
    whole = enclosed([*command, include, codename(), root, *sources()])
    done = subprocess.run(whole, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"mmdebstrap: {done.stdout[-2000:]}{done.stderr[-3000:]}")
    _forget_this_machine(root)


def _before_the_kernel() -> list[str]:
    """Return hooks that say which modules its initramfs holds, and that lz4 is what unpacks fastest in emulation."""
    modules = "\\n".join(MODULES)
    place = '"$1/etc/initramfs-tools'
    return [
        f'mkdir -p {place}/conf.d" && printf "{modules}\\n" > {place}/modules"',
        f'printf "MODULES=list\\nCOMPRESS=lz4\\n" > {place}/conf.d/lab"',
    ]


def _forget_this_machine(root: Path) -> None:
    """Remove what must not be the same on two machines, what names this one's archives, and caches."""
    for key in (root / "etc/ssh").glob("ssh_host_*"):
        key.unlink()
    (root / "etc/machine-id").write_text("")
    (root / "etc/systemd/journald.conf").write_text("[Journal]\nStorage=volatile\n")
    (root / "var/lib/dbus/machine-id").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text("")
    (root / "etc/hostname").unlink(missing_ok=True)
    (root / "etc/apt/apt.conf.d/99mmdebstrap").unlink(missing_ok=True)
    (root / "etc/apt/sources.list").write_text("")
    for extra in (root / "etc/apt/sources.list.d").iterdir():
        extra.unlink()
    for cache in ("var/cache/apt", "var/lib/apt/lists", "var/cache/debconf", "usr/lib/udev/hwdb.bin"):
        place = root / cache
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    for needed in ("var/cache/apt/archives/partial", "var/lib/apt/lists/partial", "var/cache/debconf"):
        (root / needed).mkdir(parents=True)
    for unit in UNWANTED_UNITS:
        unwanted = root / "etc/systemd/system" / unit
        unwanted.unlink(missing_ok=True)
        unwanted.symlink_to("/dev/null")
    for script in UNWANTED_SEARCHES:
        (root / "etc/grub.d" / script).chmod(0o644)
