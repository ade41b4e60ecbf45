"""Where can an installer's script really run? In a small root of bind mounts, which cannot switch this machine off.

Every program that a script starts is noted with its arguments and its environment: what a list of processes would show.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

GNU = (
    *(
        "cat",
        "chmod",
        "chroot",
        "curl",
        "env",
        "grep",
        "head",
        "mkdir",
        "mktemp",
        "od",
        "openssl",
        "rm",
        "sed",
    ),
    *("sh", "sha256sum", "sleep", "ssh-keygen", "sync", "systemctl", "tail", "touch", "tr"),
)
SHELLS = {"bash": ["/usr/bin/bash"], "dash": ["/usr/bin/dash"], "busybox": ["/usr/bin/busybox", "sh"]}

# All of it ends when this ends.
APART = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]

# The kernel's own /proc is not mounted: the switch in there is a file of the test's.
MOUNT = """
root=$1
shift
mount --rbind /usr "$root/usr"
mount --rbind /dev "$root/dev"
for place in $BOUND; do mkdir -p "$root$place"; mount --rbind "$place" "$root$place"; done
grep -qx untouched "$root/proc/sysrq-trigger"
# Not the first process of its namespace, which nothing in there could end.
chroot "$root" env -i PATH=/tools HOME=/root "$@" || exit $?
"""
NOTING = """#!/usr/bin/dash
{{ printf '%s\\n' {name} "$@"; /usr/bin/env; echo; }} >>/calls
{before}
exec {program} "$@"
"""
# The last sleep is that of a machine that is switched off: here the script ends with it.
QUICK = '[ "$1" != 3600 ] || kill -9 $PPID\nexit 0'


class InstalledRoot:
    """The root of a system, with chosen programs: GNU's, or busybox and nothing else."""

    def __init__(
        self, folder: Path, shell: str = "bash", without: Sequence[str] = (), bound: Sequence[Path] = ()
    ) -> None:
        self.path = folder / "root"
        self.shell = SHELLS[shell]
        self._bound = bound
        for place in ("usr", "dev", "proc", "etc/systemd/system", "root", "tmp", "tools", "var"):
            (self.path / place).mkdir(parents=True)
        for link in ("bin", "lib", "lib64", "sbin"):
            (self.path / link).symlink_to(f"usr/{link}")
        (self.path / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
        self._switch = self.path / "proc/sysrq-trigger"
        self._switch.write_text("untouched\n")
        (self.path / "calls").touch()
        applets = _applets() if shell == "busybox" else GNU
        for name in applets:
            program = f"/usr/bin/busybox {name}" if shell == "busybox" else shutil.which(name)
            if name not in without and program:
                self.add_tool(name, program, {"sleep": QUICK, "sync": "exit 0"}.get(name, ""))

    def add_tool(self, name: str, program: str, before: str = "") -> None:
        """Put a program on the path, which runs `before` (lines of shell) and then the program."""
        tool = self.path / "tools" / name
        tool.write_text(NOTING.format(name=name, before=before, program=program))
        tool.chmod(0o755)

    def run(self, script: str, *options: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a script as an installer does: from a file."""
        (self.path / "root/ks-script").write_text(script)
        return self._in_there([*self.shell, *options, "/root/ks-script"], "", timeout)

    def run_file(
        self, script: str, *words: str, before: str = "", timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a script that lies in there, with these words; `before` mounts more (`$root`)."""
        return self._in_there([*self.shell, script, *words], before, timeout)

    def _in_there(
        self, command: Sequence[str], before: str, timeout: float
    ) -> subprocess.CompletedProcess[str]:
        mount = MOUNT.replace("grep -qx", f"{before}\ngrep -qx", 1)
        return subprocess.run(
            [*APART, "/bin/sh", "-eu", "-c", mount, "mount", self.path, *command],
            env={"PATH": "/usr/sbin:/usr/bin", "BOUND": " ".join(map(str, self._bound))},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Boot the system so far: run a program in there, with a /proc and loopback; it ends with what started it."""
        mount = MOUNT.replace(
            "grep -qx", 'mount -t proc proc "$root/proc"; exec chroot "$root" "$@"; grep -qx'
        )
        return subprocess.Popen(
            [*APART, "/bin/sh", "-eu", "-c", mount, "mount", self.path, *command],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "BOUND": " ".join(map(str, self._bound))},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def calls(self) -> str:
        """Return the name, the arguments and the environment of every program that a script started."""
        return (self.path / "calls").read_text()

    def switched_off(self) -> bool:
        """Tell whether a script pulled the switch."""
        return self._switch.read_text() == "o\n"

    def leftovers(self) -> list[str]:
        """Return what lies in /tmp."""
        return sorted(path.name for path in (self.path / "tmp").iterdir())


def _applets() -> list[str]:
    done = subprocess.run(["/usr/bin/busybox", "--list"], capture_output=True, text=True, check=True)
    # wget is what an installer without curl has.
    return [name for name in done.stdout.split() if name not in ("busybox", "poweroff", "reboot", "halt")]
