"""What does the kickstart server's container start from? A minimal Debian with systemd and a Salt minion, no more.

dhcpd, in.tftpd, nginx and the boot loaders are not in it: the states install them.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.e2e.built import built
from tests.e2e.debian import acquire_options, codename, sources
from tests.e2e.tied import enclosed
from tests.e2e.wheels import CONSTRAINTS, requirements, wheels

PACKAGES = [
    *(
        "systemd-sysv",
        "dbus",
        "iproute2",
        "iputils-ping",
        "procps",
        "kmod",
        "netbase",
        "ca-certificates",
        "curl",
    ),
    *("python3", "python3-venv"),
]

MINION_UNIT = """\
[Unit]
Description=Salt minion
After=network.target

[Service]
Type=notify
NotifyAccess=all
ExecStart=/opt/salt/bin/salt-minion
KillMode=process
Restart=on-failure

[Install]
WantedBy=multi-user.target
"""

OFFLINE_SOURCE = "deb [trusted=yes] file:/srv/apt ./\n"


def rootfs() -> Path:
    """Return the pristine root file system; runs lay an overlay on it and never write to it."""
    return built("rootfs", [Path(__file__), CONSTRAINTS, *requirements("salt"), *sources()], _make)


def _make(folder: Path) -> None:
    options = [f"--aptopt={line}" for line in acquire_options()]
    command = ["mmdebstrap", "--mode=root", "--variant=minbase", "--quiet", *options]
    include = f"--include={','.join(PACKAGES)}"
    subprocess.run(enclosed([*command, include, codename(), folder, *sources()]), check=True)
    (folder / "etc/apt/apt.conf.d/99mmdebstrap").unlink(missing_ok=True)
    shutil.rmtree(folder / "usr/share/doc", ignore_errors=True)
    shutil.rmtree(folder / "usr/share/locale", ignore_errors=True)
    (folder / "etc/apt/sources.list").write_text(OFFLINE_SOURCE)
    for extra in (folder / "etc/apt/sources.list.d").iterdir():
        extra.unlink()
    for place in ("srv/apt", "srv/media", "etc/salt/minion.d"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    _install_minion(folder)
    (folder / "etc/hostname").write_text("kickstart01\n")
    # Nobody logs in on a console in there, and nothing may wait for one.
    for unit in (
        "console-getty.service",
        "getty.target",
        "systemd-networkd.service",
        "apt-daily.timer",
        "apt-daily-upgrade.timer",
        "dpkg-db-backup.timer",
        "fstrim.timer",
        "e2scrub_all.timer",
    ):
        _mask(folder, unit)


def _install_minion(root: Path) -> None:
    source = root / "mnt/wheels"
    source.mkdir()
    for wheel in wheels().iterdir():
        shutil.copy(wheel, source)
    pip = "/opt/salt/bin/python -m pip --isolated --disable-pip-version-check"
    wanted = " ".join(f"'{name}'" for name in requirements("salt"))
    script = f"python3 -m venv /opt/salt && {pip} install -q --no-index --find-links /mnt/wheels {wanted}"
    subprocess.run(["chroot", root, "sh", "-c", script], check=True)
    shutil.rmtree(source)
    (root / "usr/lib/systemd/system/salt-minion.service").write_text(MINION_UNIT)
    wants = root / "etc/systemd/system/multi-user.target.wants"
    (wants / "salt-minion.service").symlink_to("/usr/lib/systemd/system/salt-minion.service")
    for program in ("salt-call", "salt-minion"):
        (root / "usr/local/bin" / program).symlink_to(f"/opt/salt/bin/{program}")


def _mask(root: Path, unit: str) -> None:
    link = root / "etc/systemd/system" / unit
    link.unlink(missing_ok=True)
    link.symlink_to("/dev/null")
