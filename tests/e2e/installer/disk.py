"""What does a machine with an operating system boot from its disk? A small disk that says it was booted.

BIOS: GRUB in the MBR and the gap behind it. UEFI: Debian's signed shim and GRUB on an EFI system partition, where
Debian installs them. Neither loads a kernel: the line on the console is the whole system.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

GREETING = "disk: this machine booted its own disk"
SECTOR = 512
PARTITION_START = 2048  # sectors; the usual gap, in which BIOS GRUB lives
SIZE = 48 * 1024 * 1024
GRUB_I386 = Path("/usr/lib/grub/i386-pc")
SHIM = Path("/usr/lib/shim/shimx64.efi.signed")
GRUB_EFI = Path("/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed")

BIOS_CONFIG = f"""\
serial --unit=0 --speed=115200
terminal_output serial
echo "{GREETING} (BIOS)"
sleep 3600
"""
UEFI_CONFIG = f"""\
echo "{GREETING} (UEFI)"
sleep 3600
"""


def write_disk(target: Path, scratch: Path) -> None:
    """Write a qcow2 disk to ``target`` which boots by BIOS and by UEFI and says so on the serial console."""
    raw = scratch / "disk.raw"
    raw.write_bytes(_mbr_and_core(scratch))
    with raw.open("r+b") as file:
        file.truncate(SIZE)
    offset = f"{raw}@@{PARTITION_START * SECTOR}"
    config = scratch / "grub.cfg"
    config.write_text(UEFI_CONFIG)
    sectors = SIZE // SECTOR - PARTITION_START
    subprocess.run(
        ["mformat", "-i", offset, "-T", str(sectors), "-h", "64", "-s", "32", "-v", "EFI", "::"], check=True
    )
    subprocess.run(["mmd", "-i", offset, "::/EFI", "::/EFI/debian", "::/EFI/BOOT"], check=True)
    for source, place in (
        (SHIM, "EFI/debian/shimx64.efi"),
        (GRUB_EFI, "EFI/debian/grubx64.efi"),
        (config, "EFI/debian/grub.cfg"),
        (SHIM, "EFI/BOOT/BOOTX64.EFI"),
        (GRUB_EFI, "EFI/BOOT/grubx64.efi"),
    ):
        subprocess.run(["mcopy", "-i", offset, source, f"::/{place}"], check=True)
    subprocess.run(["qemu-img", "convert", "-q", "-f", "raw", "-O", "qcow2", raw, target], check=True)


def _mbr_and_core(scratch: Path) -> bytes:
    """Return GRUB's boot sector with a partition table, and behind it the core image it loads."""
    config = scratch / "core.cfg"
    config.write_text(BIOS_CONFIG)
    core = scratch / "core.img"
    modules = ["biosdisk", "part_msdos", "serial", "terminal", "echo", "sleep", "normal"]
    subprocess.run(
        ["grub-mkimage", "-O", "i386-pc", "-d", GRUB_I386, "-p", "/", "-c", config, "-o", core, *modules],
        check=True,
    )
    image = core.read_bytes()
    if len(image) > (PARTITION_START - 1) * SECTOR:
        raise ValueError(
            f"GRUB's core image has {len(image)} bytes and does not fit before the first partition"
        )
    # One active partition of type EF (EFI system); CHS fields at their maximum mean that only LBA counts.
    entry = bytes([0x80, 0xFE, 0xFF, 0xFF, 0xEF, 0xFE, 0xFF, 0xFF])
    entry += PARTITION_START.to_bytes(4, "little") + (SIZE // SECTOR - PARTITION_START).to_bytes(4, "little")
    boot = (GRUB_I386 / "boot.img").read_bytes()[:440].ljust(446, b"\0")
    return boot + entry + bytes(48) + b"\x55\xaa" + image
