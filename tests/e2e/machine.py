"""What does a machine do when it is powered on? A QEMU machine with a NIC in the lab, watched on its serial console."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from tests.e2e.namespace import Namespace, Process
from tests.e2e.network import Network

if TYPE_CHECKING:
    from typing_extensions import Unpack

Firmware = Literal["bios", "uefi"]
OVMF_CODE = Path("/usr/share/OVMF/OVMF_CODE_4M.fd")
OVMF_VARS = Path("/usr/share/OVMF/OVMF_VARS_4M.fd")
# What emulation does fast. AVX and a fifth level of page tables cost a third of the time of a whole boot. With ERMS
# Linux clears and copies pages byte by byte (rep stosb), each byte an instruction to QEMU: eight times slower than
# by words, and for seconds a page where the page held code, until Linux reports a soft lockup. EL 9 runs on this.
PROCESSOR = "max,la57=off,-erms,-avx,-avx2"
# The same with every instruction that EL 10 and later may want.
FULL_PROCESSOR = "max,la57=off,-erms"
# Terminal control: colours, cursor movements, and the modes that firmware and GRUB switch.
CONTROL = re.compile(r"\x1b(?:\[[0-9;?=]*[A-Za-z]|[()][0-9A-B]|[78=>cM])")


@dataclass(frozen=True)
class Seen:
    """A pattern found on the console."""

    seconds: float
    """Since power on."""
    match: re.Match[str]

    @property
    def text(self) -> str:
        """What matched."""
        return self.match[0]


class NotSeenError(AssertionError):
    """The machine did not print what was waited for; the message ends with what it did print."""


class Hardware(TypedDict, total=False):
    """What a machine is made of, where it is not the usual."""

    firmware: Firmware
    """``bios`` if not given."""
    disk: Path | None
    """A qcow2 file; none if not given."""
    boot: str
    """The order of ``n`` (NIC) and ``c`` (disk); ``nc`` if not given."""
    uuid: str | None
    """Of the system (SMBIOS type 1)."""
    memory: int
    """In MiB; 1024 if not given."""
    processor: str
    """QEMU's model where it is emulated; PROCESSOR if not given."""


class Machine:
    """One machine. It is off until ``power_on``; ``with`` powers it off at the end."""

    def __init__(
        self,
        network: Network,
        folder: Path,
        *,
        name: str,
        mac: str,
        accelerator: str = "tcg",
        **hardware: Unpack[Hardware],
    ) -> None:
        """Its files are in ``folder/name``; ``accelerator`` is QEMU's. See :class:`Hardware` for the rest."""
        self.name, self.mac, self.accelerator = name, mac.lower(), accelerator
        self.firmware: Firmware = hardware.get("firmware", "bios")
        self.disk, self.boot = hardware.get("disk"), hardware.get("boot", "nc")
        self.uuid, self.memory = hardware.get("uuid"), hardware.get("memory", 1024)
        self.processor = "host" if accelerator == "kvm" else hardware.get("processor", PROCESSOR)
        self._namespace: Namespace = network.namespace
        self._tap = network.tap()
        self.folder = folder / name
        self.folder.mkdir(parents=True)
        self.serial = self.folder / "serial.log"
        self._process: Process | None = None
        self._position = 0
        self._powered_on = 0.0

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_: object) -> None:
        self.power_off()

    def power_on(self) -> Machine:
        """Start the machine from cold; its console begins anew."""
        self.power_off()
        for stale in (self.serial, self.folder / "qmp", self.folder / "console"):
            stale.unlink(missing_ok=True)
        self._position = 0
        with (self.folder / "qemu.log").open("w") as log:
            self._process = self._namespace.start(self.command(), output=log)
        self._powered_on = time.monotonic()
        return self

    def power_off(self) -> None:
        """Pull the plug."""
        if self._process:
            self._process.stop()
            self._process = None

    def reset(self) -> None:
        """Press the reset button."""
        self.qmp("system_reset")

    def is_on(self) -> bool:
        """Tell whether it still runs; it ends when its system powers off."""
        return self._process is not None and not self._process.ended()

    def worked(self) -> float:
        """Return the processor seconds of this machine that it has used since power on (proc(5), ``stat``)."""
        pid = self._process.pid if self._process else None
        if pid is None:
            return 0.0
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def console(self) -> str:
        """Return all that it printed since power on, without terminal control."""
        raw = self.serial.read_bytes() if self.serial.exists() else b""
        return CONTROL.sub("", raw.decode("utf-8", "replace")).replace("\r", "")

    def wait_for(self, pattern: str, timeout: float) -> Seen:
        """Wait until the console shows ``pattern`` behind what was last found; at most ``timeout`` seconds.

        Raises :class:`NotSeenError` on the deadline, or earlier if the machine ended without printing it.
        """
        deadline = time.monotonic() + timeout
        while True:
            running = self.is_on()
            text = self.console()
            found = re.compile(pattern).search(text, self._position)
            if found:
                self._position = found.end()
                return Seen(time.monotonic() - self._powered_on, found)
            if not running:
                raise NotSeenError(f"{self.name} ended without printing {pattern!r}; {self._tail(text)}")
            if time.monotonic() > deadline:
                raise NotSeenError(
                    f"{self.name} did not print {pattern!r} in {timeout} s; {self._tail(text)}"
                )
            time.sleep(0.1)

    def wait_until_off(self, timeout: float) -> float:
        """Wait until the machine has powered itself off; return the seconds since power on."""
        deadline = time.monotonic() + timeout
        while self.is_on():
            if time.monotonic() > deadline:
                raise NotSeenError(f"{self.name} is still on after {timeout} s; {self._tail(self.console())}")
            time.sleep(0.1)
        return time.monotonic() - self._powered_on

    def send(self, text: str) -> None:
        """Type ``text`` on the serial console."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.folder / "console"))
            line.sendall(text.encode())

    def qmp(self, command: str, **arguments: Any) -> Any:
        """Run one command of the QEMU Machine Protocol and return its answer; RuntimeError if it refuses."""
        with socket.socket(socket.AF_UNIX) as line, line.makefile("rw") as stream:
            line.connect(str(self.folder / "qmp"))
            json.loads(stream.readline())
            for request in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                stream.write(json.dumps(request) + "\n")
                stream.flush()
                while "event" in (answer := json.loads(stream.readline())):
                    pass
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            return answer["return"]

    def _tail(self, text: str) -> str:
        complaint = (self.folder / "qemu.log").read_text()
        return f"the console ended with:\n{text[-1500:]}\n{complaint}"

    def command(self) -> list[str | Path]:
        """Return the QEMU command that is this machine."""
        order = {letter: f",bootindex={number}" for number, letter in enumerate(self.boot, 1)}
        rom = ",romfile=" if self.firmware == "uefi" else ""
        command: list[str | Path] = [
            *("qemu-system-x86_64", "-name", self.name, "-m", str(self.memory), "-smp", "1"),
            *("-machine", "q35,graphics=off", "-display", "none", "-vga", "none", "-nodefaults"),
            *("-accel", self.accelerator, "-cpu", self.processor),
            *("-netdev", f"tap,id=net,ifname={self._tap},script=no,downscript=no"),
            *("-device", f"virtio-net-pci,netdev=net,mac={self.mac}{order.get('n', '')}{rom}"),
            *("-device", "virtio-rng-pci"),
            "-chardev",
            f"socket,id=console,path={self.folder}/console,server=on,wait=off,logfile={self.serial}",
            *("-serial", "chardev:console", "-qmp", f"unix:{self.folder}/qmp,server=on,wait=off"),
        ]
        if self.uuid:
            command += ["-uuid", self.uuid]
        if self.firmware == "uefi":
            variables = self.folder / "efivars.fd"
            if not variables.exists():
                shutil.copy(OVMF_VARS, variables)
            command += ["-drive", f"if=pflash,format=raw,readonly=on,file={OVMF_CODE}"]
            command += ["-drive", f"if=pflash,format=raw,file={variables}"]
        if self.disk:
            command += ["-drive", f"if=none,id=disk,format=qcow2,cache=unsafe,file={self.disk}"]
            command += ["-device", f"virtio-blk-pci,drive=disk{order.get('c', '')}"]
        return command


def disk_copy(original: Path, target: Path) -> Path:
    """Make ``target`` a disk with the content of ``original``, which stays as it is (a qcow2 overlay)."""
    create = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", str(original.resolve())]
    subprocess.run([*create, target], check=True)
    return target


def empty_disk(target: Path, size: str = "4G") -> Path:
    """Make ``target`` an empty qcow2 disk."""
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", target, size], check=True)
    return target
