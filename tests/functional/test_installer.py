"""Does the tests' own installer read a kickstart as pykickstart does, and refuse what it does not know?

It runs here as far as its first phase, in which it only reads, with the busybox that it has on a machine.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
INSTALLER = REPOSITORY / "tests/e2e/installer/ramdisk/installer"
GOLDEN = sorted((REPOSITORY / "tests/golden/kickstart").glob("*/answers/*.ks"))

# Functions come before programs: nothing here can switch a machine off. The process namespace is the second guard.
READ = """
poweroff() { exit 1; }
sync() { :; }
work=$1
kickstart=$2
for part in said kickstart options scripts disk storage base packages boot_loader accounts system devices; do
    . "$3/$part.sh"
done
mkdir "$work/sections"
cp "$kickstart" "$work/kickstart"
awk -v out="$work" -f "$3/kickstart.awk" "$work/kickstart" || fail "the kickstart"
execute read
for_each_section check
"""


def read(tmp_path: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Let the installer read a kickstart; its output says what it refused."""
    (tmp_path / "ks").write_text(text)
    (tmp_path / "work").mkdir()
    guard = ["unshare", "--pid", "--fork", "busybox", "sh", "-c", READ, "read"]
    paths = [tmp_path / "work", tmp_path / "ks", INSTALLER]
    return subprocess.run([*guard, *paths], capture_output=True, text=True, timeout=30)


def commands(text: str) -> list[str]:
    """Return the lines of a kickstart that are outside its sections and hold a command."""
    found, inside = [], False
    for line in text.splitlines():
        if line.startswith("%"):
            inside = not line.startswith("%end")
        elif not inside and line.strip() and not line.lstrip().startswith("#"):
            found.append(line)
    return found


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_lines_fall_into_the_words_that_pykickstart_sees(tmp_path: Path, file: Path) -> None:
    """Each command of a golden kickstart is split as shlex splits it, which is how pykickstart does."""
    (tmp_path / "sections").mkdir()
    awk = ["busybox", "awk", "-v", f"out={tmp_path}", "-f", INSTALLER / "kickstart.awk", file]
    subprocess.run(awk, check=True)
    show = 'at() { shift; printf "%s\\037" "$@"; printf "\\036"; }; . "$1"'
    shown = subprocess.run(
        ["busybox", "sh", "-c", show, "show", tmp_path / "commands"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    split = [line.split("\x1f")[:-1] for line in shown.split("\x1e")[:-1]]
    assert split == [shlex.split(line, comments=True) for line in commands(file.read_text())]


KNOWN = """\
text
ignoredisk --only-use=vda
clearpart --all --initlabel --drives=vda
autopart --type=plain --fstype=ext4
rootpw $6$salt$hash --iscrypted
reboot
%packages
@core
%end
"""


def test_a_kickstart_that_it_knows_is_read(tmp_path: Path) -> None:
    """Nothing is refused, and no hash is shown."""
    done = read(tmp_path, KNOWN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "understood: rootpw (a hash) --iscrypted" in done.stdout
    assert "$6$" not in done.stdout


def test_what_it_refuses_is_shown_without_its_hash(tmp_path: Path) -> None:
    """A line that holds a hash is named when it is refused; the hash is not."""
    done = read(tmp_path, "user --name=ops --password=$6$salt$hash --iscrypted --tea\n")
    assert "failed: line 1 of the kickstart, user --name=ops --password=(a hash) --iscrypted" in done.stdout
    assert "$6$" not in done.stdout


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nfs --server=10.0.0.9 --dir=/srv", "line 1 of the kickstart, nfs .* does not know it"),
        ("autopart --type=lvm", "knows --type=plain alone"),
        ("autopart --type=plain --encrypted", "the option --encrypted is not known here"),
        ("part / --size=1 --fstype=ext4 --onpart=vda1", "the option --onpart is not known here"),
        ("clearpart --linux", "the option --linux is not known here"),
        ("rootpw secret", "plain text"),
        ("reboot now please", "please is one word too many"),
        ('timezone "Europe/Berlin', "a quotation has no end"),
        ("%post --tea\n%end", "the option --tea is not known here"),
        ("%post\necho", "the section has no %end"),
        ("%packages\n@desktop\n%end", "@desktop"),
        ("%include /tmp/more", "%include /tmp/more is not known here"),
        ("$(touch /tmp/never)", "it is no command"),
    ],
)
def test_what_it_does_not_know_it_refuses(tmp_path: Path, line: str, why: str) -> None:
    """A command, an option or a section that it cannot execute ends the install before the disk is touched."""
    done = read(tmp_path, f"{line}\n{KNOWN}" if not line.startswith("%post\n") else f"{KNOWN}{line}\n")
    assert done.returncode == 1, done.stdout

    assert re.search(why, done.stdout), done.stdout
