"""Which packages does the install tree offer beyond its base system? Debian's for %packages, and a minion's wheels."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from tests.e2e.built import built
from tests.e2e.debian import Apt, sources
from tests.e2e.installer.base import base
from tests.e2e.wheels import CONSTRAINTS, PYTHON, VENV, requirements, wheels

PACKAGES = ["less"]
# What Salt requires for salt-cloud, salt-api, its command line, its tracing and its websockets. A minion imports none
# of it, and its five thousand files cost twenty seconds under emulation.
NOT_A_MINIONS = {
    *("apache_libcloud", "virtualenv", "distlib", "python_discovery", "setuptools", "tzdata"),
    *("cherrypy", "cheroot", "portend", "tempora", "zc_lockfile", "jaraco_collections", "jaraco_text"),
    *("typer", "typer_slim", "shellingham", "rich", "pygments", "markdown_it_py", "mdurl", "annotated_doc"),
    *("opentelemetry_api", "opentelemetry_sdk", "opentelemetry_proto", "opentelemetry_semantic_conventions"),
    *("opentelemetry_exporter_http_transport", "opentelemetry_exporter_otlp_common"),
    *("opentelemetry_exporter_otlp_proto_common", "opentelemetry_exporter_otlp_proto_http"),
    *("opentelemetry_exporter_prometheus", "prometheus_client", "googleapis_common_protos", "protobuf"),
    *("aiohttp", "aiohappyeyeballs", "aiosignal", "frozenlist", "multidict", "propcache", "yarl", "attrs"),
    *("pydantic", "pydantic_core", "annotated_types", "typing_inspection", "filelock", "platformdirs"),
}


def debs() -> Path:
    """Return a flat apt archive with PACKAGES and all that they need beyond the base system."""
    status = base() / "root/var/lib/dpkg/status"

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            for deb in Apt(Path(scratch), status).download(*PACKAGES):
                shutil.copy(deb, folder / deb.name.replace("%3a", "."))
        index = subprocess.run(
            ["apt-ftparchive", "packages", "."], cwd=folder, check=True, capture_output=True
        ).stdout
        (folder / "Packages").write_bytes(index)

    return built("packages", [Path(__file__), base().name, *PACKAGES, *sources()], make)


def minion_wheels() -> Path:
    """Return a folder with the wheels of a Salt minion and all that it imports, and ``index.txt``, their names.

    They are made ready for a machine without pip and with a slow processor: not compressed, and with the bytecode that
    pip would compile at the end.
    """
    wanted = requirements("salt")

    def make(folder: Path) -> None:
        pip: list[str | Path] = [
            VENV / "bin/python",
            "-m",
            "pip",
            "--isolated",
            "--disable-pip-version-check",
        ]
        with tempfile.TemporaryDirectory() as scratch:
            options: list[str | Path] = ["--no-index", "--find-links", wheels(), "-c", CONSTRAINTS]
            subprocess.run([*pip, "download", "-q", *options, "-d", scratch, "salt"], check=True)
            for wheel in sorted(Path(scratch).glob("*.whl")):
                if wheel.name.partition("-")[0].lower() not in NOT_A_MINIONS:
                    _make_ready(wheel, folder / wheel.name)
        (folder / "index.txt").write_text("".join(f"{file.name}\n" for file in sorted(folder.glob("*.whl"))))

    return built("minion-wheels", [Path(__file__), CONSTRAINTS, *wanted, wheels().name], make)


def _make_ready(wheel: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(scratch)
        # Valid without a look at the source, whose time differs wherever it is unpacked (PEP 552). What does not
        # compile is for another release of Python.
        compiler = [PYTHON, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", scratch]
        subprocess.run(compiler, check=False, stdout=subprocess.DEVNULL)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for file in sorted(path for path in Path(scratch).rglob("*") if path.is_file()):
                archive.write(file, file.relative_to(scratch))
