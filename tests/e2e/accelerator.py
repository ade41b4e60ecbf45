"""Can this machine run virtual machines in hardware? ``/dev/kvm`` alone does not say; booting a kernel does."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from tests.e2e.built import BUILD, locked, step
from tests.e2e.installer.media import PXEBOOT, media

PATIENCE = 15.0  # seconds; a kernel with KVM that works is there in two


def accelerator() -> str:
    """Return ``kvm`` if a kernel really boots with it, else ``tcg``. The answer is kept until the next boot."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    known = BUILD / f"accelerator-{boot}"
    with locked("accelerator"):
        if not known.exists():
            answer = "kvm" if _kvm_boots() else "tcg"
            for old in BUILD.glob("accelerator-*"):
                old.unlink()
            known.write_text(answer)
        return known.read_text()


def _kvm_boots() -> bool:
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return False
    images = media() / "el9" / PXEBOOT
    with tempfile.TemporaryDirectory() as scratch, step("try KVM"):
        console = Path(scratch) / "console"
        command = ["qemu-system-x86_64", "-accel", "kvm", "-cpu", "host", "-m", "512", "-display", "none"]
        command += ["-machine", "q35", "-nodefaults", "-no-reboot", "-serial", f"file:{console}"]
        command += ["-kernel", str(images / "vmlinuz"), "-initrd", str(images / "initrd.img")]
        command += ["-append", "console=ttyS0"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as qemu:
            try:
                deadline = time.monotonic() + PATIENCE
                while time.monotonic() < deadline and qemu.poll() is None:
                    if console.exists() and b"installer: " in console.read_bytes():
                        return True
                    time.sleep(0.1)
            finally:
                qemu.kill()
        return console.exists() and b"installer: " in console.read_bytes()
