"""Where does this machine get Debian packages from? A private apt that uses the same source, nothing else."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SUITES = ("{}", "{}-updates", "{}-security")
PASSED_ON = ("Acquire::Check-", "Acquire::http", "Acquire::https", "Acquire::Retries")


def codename() -> str:
    """Return the release of this machine, e.g. ``bookworm``, from os-release(5)."""
    found = re.search(r"^VERSION_CODENAME=(\S+)", Path("/etc/os-release").read_text(), re.M)
    if not found:
        raise LookupError("/etc/os-release has no VERSION_CODENAME; this needs Debian 12")
    return found[1].strip('"')


def sources(etc: Path = Path("/etc/apt")) -> list[str]:
    """Return Debian's own archives from this machine's apt sources, each as one ``deb`` line (sources.list(5)).

    Third-party archives are left out: only the release's own suites with a ``main`` component count.
    """
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*.list"))]
    lines = [line for file in files if file.exists() for line in file.read_text().splitlines()]
    entries = [entry for line in lines if (entry := _one_line(line))]
    for file in sorted((etc / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            entries += _deb822(stanza)
    wanted = {suite.format(codename()) for suite in SUITES}
    found = [e for e in entries if e.suite.rstrip("/") in wanted and "main" in e.components]
    if not found:
        raise LookupError(f"no apt source under {etc} has {codename()} main")
    return [str(entry) for entry in found]


@dataclass(frozen=True)
class Entry:
    """One archive as a ``deb`` line names it."""

    options: str
    uri: str
    suite: str
    components: tuple[str, ...]

    def __str__(self) -> str:
        options = f"[{self.options}] " if self.options else ""
        return f"deb {options}{self.uri} {self.suite} {' '.join(self.components)}"


def _one_line(line: str) -> Entry | None:
    found = re.match(r"deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)", line.strip())
    if not found:
        return None
    return Entry((found[1] or "").strip(), found[2], found[3], tuple(found[4].split()))


def _deb822(stanza: str) -> list[Entry]:
    text = "\n".join(line for line in stanza.splitlines() if not line.startswith("#"))
    fields = {
        name.lower(): value.strip()
        for name, value in re.findall(r"^([\w-]+):((?:.*)(?:\n[ \t].*)*)", text, re.M)
    }
    if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() == "no":
        return []
    key = fields.get("signed-by", "")
    options = f"signed-by={key}" if key.startswith("/") and len(key.split()) == 1 else ""
    if fields.get("trusted", "").lower() == "yes":
        options = f"{options} trusted=yes".strip()
    components = tuple(fields.get("components", "").split())
    return [
        Entry(options, uri, suite, components)
        for uri in fields.get("uris", "").split()
        for suite in fields.get("suites", "").split()
    ]


def acquire_options() -> list[str]:
    """Return how this machine's apt fetches (proxies, date checks) as ``Name "value"`` lines of apt.conf(5)."""
    dump = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True).stdout
    return [line.rstrip(";") for line in dump.splitlines() if line.startswith(PASSED_ON) and '""' not in line]


class Apt:
    """An apt with its own lists and cache under ``folder``, which believes the packages of ``status`` installed."""

    def __init__(self, folder: Path, status: Path | None = None, lines: Sequence[str] | None = None) -> None:
        """``lines`` are the archives, as ``deb`` lines, if not those of ``sources``."""
        (folder / "lists/partial").mkdir(parents=True)
        (folder / "archives/partial").mkdir(parents=True)
        self.archives = folder / "archives"
        source_list = folder / "sources.list"
        source_list.write_text("".join(f"{line}\n" for line in lines or sources()))
        if status is None:
            status = folder / "status"
            status.touch()
        settings = {
            "Dir::Etc::SourceList": source_list,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State": folder,
            "Dir::State::Lists": folder / "lists",
            "Dir::State::status": status,
            "Dir::Cache": folder,
            "Dir::Cache::archives": self.archives,
            "APT::Sandbox::User": "root",
            "APT::Get::List-Cleanup": "false",
            "DPkg::Post-Invoke": "",
            "APT::Update::Post-Invoke-Success": "",
        }
        self.options = [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
        self._run("update")

    def download(self, *packages: str) -> list[Path]:
        """Fetch these packages and all they need beyond ``status``; return every ``.deb`` fetched so far."""
        self._run("install", "-y", "--download-only", "--no-install-recommends", *packages)
        return sorted(self.archives.glob("*.deb"))

    def download_only(self, package: str, folder: Path) -> Path:
        """Fetch this one package (a deb or a udeb) into ``folder``, without what it depends on."""
        folder.mkdir(parents=True, exist_ok=True)
        self._run("download", package, cwd=folder)
        (deb,) = folder.glob(f"{package}_*deb")
        return deb

    def dependency(self, package: str, pattern: str) -> str:
        """Return the first package that ``package`` depends on whose name matches ``pattern``."""
        shown = subprocess.run(
            ["apt-cache", *self.options, "depends", package], check=True, capture_output=True, text=True
        ).stdout
        found = re.search(rf"Depends: ({pattern})$", shown, re.M)
        if not found:
            raise LookupError(f"{package} depends on nothing like {pattern}")
        return found[1]

    def _run(self, *arguments: str, cwd: Path | None = None) -> None:
        done = subprocess.run(
            ["apt-get", "-q", *self.options, *arguments], capture_output=True, text=True, cwd=cwd
        )
        if done.returncode:
            raise RuntimeError(f"apt-get {' '.join(arguments)}: {done.stdout}{done.stderr}")
