"""What stands in a lab? The network, the kickstart server, its Salt master, and the machines that a test powers on."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from tests.e2e.accelerator import accelerator
from tests.e2e.built import BUILD, CHECKOUT, step
from tests.e2e.installer.media import media
from tests.e2e.machine import Hardware, Machine, disk_copy
from tests.e2e.master import Master
from tests.e2e.namespace import Namespace
from tests.e2e.network import Network
from tests.e2e.server import MINION_ID, Server
from tests.e2e.wheels import project_wheel

if TYPE_CHECKING:
    from typing_extensions import Unpack

EXAMPLE = CHECKOUT / "examples/pillar"
ARTIFACTS = BUILD / "artifacts"
PREFIX = "salt-pxe-lab-"
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Lab:
    """One lab; use as a context manager. Two of them at once do not see each other."""

    def __init__(self, pillar: Path = EXAMPLE, *, wheel: bool = True, iso: Path | None = None) -> None:
        """``pillar`` is the folder of pillar files; ``wheel`` says whether the server gets the project by pip.

        ``iso`` is a medium to install from, in place of the tests' own.
        """
        self._pillar, self._wheel, self._iso = pillar, wheel, iso

    def __enter__(self) -> Lab:
        with contextlib.ExitStack() as stack:
            remove_orphans()
            folder = tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-")
            self.folder = Path(stack.enter_context(folder))
            stack.enter_context(interruptible())
            self.namespace = stack.enter_context(Namespace())
            self.network = Network(self.namespace)
            self.master = Master(self.namespace, self.folder, self._pillar)
            self.server = Server(self.network, self.folder, self._iso)
            self._machines = stack.enter_context(contextlib.ExitStack())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(self) -> None:
        """Start the master and the server, accept the server's minion, and wait until it answers."""
        with step("start the Salt master and the kickstart server"):
            self.master.start()
            self.server.prepare(project_wheel(self.folder) if self._wheel else None)
            self.master.accept(MINION_ID, self.server.make_minion_key())
            self.server.start()
            self.master.wait_for(MINION_ID)

    def salt(self, function: str, *arguments: str, **keywords: Any) -> Any:
        """Run a Salt function on the kickstart server's minion, from the master."""
        return self.master.salt(MINION_ID, function, *arguments, **keywords)

    def machine(self, name: str, mac: str, **hardware: Unpack[Hardware]) -> Machine:
        """Put a machine on the network; it is off. See :class:`Hardware` for what it is made of."""
        machine = Machine(
            self.network, self.folder, name=name, mac=mac, accelerator=accelerator(), **hardware
        )
        return self._machines.enter_context(machine)

    def bootable_disk(self, name: str) -> Path:
        """Return a disk with a system on it: one that says on the console that it was booted."""
        return disk_copy(media() / "disk.qcow2", self.folder / f"{name}.qcow2")

    def keep(self, name: str) -> Path:
        """Copy what explains a failure into ``build/artifacts/<name>``: consoles, journal, logs, configuration."""
        target = ARTIFACTS / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for log in [*self.folder.glob("*/*.log"), *self.folder.glob("*/*.pcap"), *self.folder.glob("*.pcap")]:
            shutil.copy(log, target / f"{log.parent.name}-{log.name}")
        with contextlib.suppress(Exception):
            (target / "journal.log").write_text("\n".join(self.server.journal()))
            copied = "/etc/dhcp /etc/default /etc/nginx /var/log/nginx /srv/tftp /var/lib/dhcp /var/log/salt"
            archive = "tar --exclude=*.img --exclude=vmlinuz -C / -cf - --ignore-failed-read"
            text = f"{archive} {copied} 2>/dev/null | base64 -w0"
            packed = self.server.run(["sh", "-c", text], check=False).stdout
            (target / "server.tar.b64").write_text(packed)
        return target


def remove_orphans() -> None:
    """Remove the folders of labs whose harness was killed; only their files can have outlived it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind as Ctrl-C does, so that what was started is ended and what was made removed.

    Ctrl-C itself is set too, for a shell starts its background jobs with it ignored.
    """

    def interrupt(number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt(signal.Signals(number).name)

    before = {number: signal.signal(number, interrupt) for number in INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
