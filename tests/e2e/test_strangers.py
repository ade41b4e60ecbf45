"""What do machines boot that nobody declared, by each policy, and what do declared ones beside them?

The daemons and loaders are real; the files are what was rendered, put in place without Salt.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from salt_pxe.arming.armed import arm
from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.pillar import parse
from salt_pxe.render import disarmed_files, render
from salt_pxe.services.dhcp.plug import service_of
from salt_pxe.services.family import DEBIAN, Family
from tests.e2e.accelerator import accelerator
from tests.e2e.installer.disk import GREETING
from tests.e2e.installer.media import media
from tests.e2e.machine import Firmware, Machine, disk_copy
from tests.e2e.namespace import Command, Namespace
from tests.e2e.network import BRIDGE, SERVER, Network
from tests.site import SITE, changed

pytestmark = pytest.mark.e2e

PATIENCE = 120.0  # seconds, four times and more of what a quiet machine needs under emulation
DECLARED, STRANGER = "52:54:00:12:34:56", "52:54:00:99:99:99"

PowerOn = Callable[[Firmware, str], Machine]
Serve = Callable[[dict[str, Any], str | None], PowerOn]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that serves a site, after disarming one MAC address, and returns what powers a machine on."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="salt-pxe-strangers-")))
        folder.chmod(0o755)
        namespace = stack.enter_context(Namespace())
        network = Network(namespace)
        namespace.run(["ip", "address", "add", f"{SERVER}/24", "dev", BRIDGE])
        family = replace(
            DEBIAN,
            tftp_root=f"{folder}/tftp",
            http_root=f"{folder}/http",
            nginx_site=f"{folder}/site.conf",
            nginx_log=f"{folder}/access.log",
        )

        def serving(changes: dict[str, Any], disarmed: str | None) -> PowerOn:
            _put(family, changed({"repos:el9:source": str(folder / "el9"), **changes}), disarmed)
            (folder / "el9").mkdir()
            namespace.run(["mount", "--bind", media() / "el9", folder / "el9"])
            (folder / "leases").touch()
            (folder / "nginx.conf").write_text(
                f"user www-data;\ndaemon off;\npid {folder}/pid;\n"
                f"events {{ }}\nhttp {{ include {family.nginx_site}; }}\n"
            )
            dhcpd: Command = [
                "dhcpd",
                "-4",
                "-f",
                "-q",
                "--no-pid",
                "-cf",
                folder / "dhcpd.conf",
                "-lf",
                folder / "leases",
                BRIDGE,
            ]
            tftpd: Command = [
                "in.tftpd",
                "--foreground",
                "--address",
                f"{SERVER}:69",
                "--user",
                "tftp",
                "--secure",
                family.tftp_root,
            ]
            nginx: Command = ["nginx", "-e", folder / "error.log", "-c", folder / "nginx.conf"]
            for command in (dhcpd, tftpd, nginx):
                stack.callback(namespace.start(command).stop)

            def power_on(firmware: Firmware, mac: str) -> Machine:
                disk = disk_copy(media() / "disk.qcow2", folder / "disk.qcow2")
                return stack.enter_context(
                    Machine(
                        network,
                        folder,
                        name="machine",
                        mac=mac,
                        firmware=firmware,
                        disk=disk,
                        accelerator=accelerator(),
                    )
                ).power_on()

            return power_on

        yield serving


def _put(family: Family, pillar: dict[str, Any], disarmed: str | None) -> None:
    """Write the rendered files, the loaders, and kernel and initrd, where the daemons look."""
    site = parse(pillar)
    tree: dict[str, Any] = dict(render(site, arm(site), family))
    if disarmed:
        tree |= disarmed_files(site, disarmed, family)
    conf = service_of(site).places(family).configuration
    tree[f"{Path(family.tftp_root).parent}/dhcpd.conf"] = tree.pop(conf)
    for path, file in tree.items():
        at = Path(path)
        if file is not None and at.is_relative_to(Path(family.tftp_root).parent):
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(file.content)
            at.chmod(file.mode)
            shutil.chown(at, file.user, file.group)
    for firmware in FIRMWARE.all():
        for name, sources in firmware.loader_files(family.distribution).items():
            shutil.copy(sources[0], Path(family.tftp_root) / name)
    kernels = Path(family.kernels) / "el9"
    shutil.copytree(media() / "el9/images/pxeboot", kernels)


def policy(unknown: str) -> dict[str, Any]:
    """Return what makes strangers boot by this policy. The firmware itself shows the loaders on the serial console."""
    profile = {
        **SITE["profiles"]["el9-web"],
        "disks": ["vda"],
        "install_unknown": True,
        "kernel_args": ["console=ttyS0,115200n8"],
    }
    return {"unknown": unknown, "profiles:el9-web": profile}


def installs(machine: Machine, mac: str, kickstart: str) -> None:
    """Fail unless the installer starts with this kickstart, on the NIC that booted."""
    words = machine.wait_for(r"installer: \S+ started: (.*)\n", PATIENCE).match[1].split()
    assert f"inst.ks=http://{SERVER}/pxe/ks/{kickstart}" in words
    machine.wait_for(rf"nic: eth0 {mac} bootif={mac}", PATIENCE)
    machine.wait_for(rf"kickstart: \d+ bytes sha256 \S+ from http://{SERVER}/pxe/ks/{kickstart}", PATIENCE)


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_nobody_at_the_menu_means_the_disk(serve: Serve, firmware: Firmware) -> None:
    """A stranger is shown the menu, and after its time the machine boots its disk."""
    machine = serve(policy("menu"), None)(firmware, STRANGER)
    machine.wait_for("Install el9-web: erases disks", PATIENCE)
    machine.wait_for(GREETING, PATIENCE)
    assert "installer:" not in machine.console()


def test_somebody_at_the_menu_can_choose_an_install(serve: Serve) -> None:
    """The entry below the first installs the profile; GRUB names the NIC that booted."""
    machine = serve(policy("menu"), None)("uefi", STRANGER)
    machine.wait_for("Install el9-web: erases disks", PATIENCE)
    for key in ("down", "ret"):
        machine.qmp("send-key", keys=[{"type": "qcode", "data": key}])
        time.sleep(1)  # as a person types: the loaders poll the keyboard
    installs(machine, STRANGER, "profile/el9-web")


def test_a_stranger_is_installed_where_the_policy_is_a_profile(serve: Serve) -> None:
    """It gets the profile's kickstart; pxelinux names the NIC that booted."""
    machine = serve(policy("el9-web"), None)("bios", STRANGER)
    installs(machine, STRANGER, "profile/el9-web")


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_a_disarmed_machine_boots_its_disk_where_every_stranger_is_installed(
    serve: Serve, firmware: Firmware
) -> None:
    """The file that disarming leaves keeps a declared machine out of the policy for strangers."""
    machine = serve(policy("el9-web"), DECLARED)(firmware, DECLARED)
    machine.wait_for(GREETING, PATIENCE)
    assert "installer:" not in machine.console()
