"""Which Python packages do the project, its tests and the kickstart server need? Wheels and the test environment.

Wheels are made once (``build/wheels-*``); the environment ``build/venv`` and the minion's in the container install
from them without asking an index. pip's own configuration says where packages come from.
"""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.built import BUILD, CHECKOUT, built, digest, locked, step
from tests.e2e.tied import tied

CONSTRAINTS = CHECKOUT / "constraints.txt"
PYTHON = "/usr/bin/python3"
VENV = BUILD / "venv"
BACKEND = ["setuptools>=64", "wheel"]
PACKAGE_FOLDERS = ("salt_pxe", "_modules", "_states", "_pillar", "_runners", "_utils", "pxe", "reactor")
PACKAGE_FILES = (
    "setup.cfg",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "constraints.txt",
)


def requirements(*extras: str) -> list[str]:
    """Return the requirements of the project with these extras, as ``setup.cfg`` names them."""
    config = configparser.ConfigParser()
    config.read(CHECKOUT / "setup.cfg")
    texts = [config["options"]["install_requires"], *(config["options.extras_require"][e] for e in extras)]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def wheels() -> Path:
    """Return the folder of wheels for everything the project, its tests and the container install."""
    wanted = [*requirements("salt", "api", "test", "dev"), *BACKEND]

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run([PYTHON, "-m", "venv", scratch], check=True)
            pip = [f"{scratch}/bin/python", "-m", "pip"]
            _quietly([*pip, "wheel", "-c", CONSTRAINTS, "-w", folder, *wanted])

    return built("wheels", [CONSTRAINTS, *wanted, python_version()], make)


def venv() -> Path:
    """Return ``build/venv`` with everything at its pinned version and the project installed editable."""
    wanted = [*requirements("salt", "api", "test", "dev"), *BACKEND]
    stamp = VENV / f"made-{digest([CONSTRAINTS, *wanted, python_version()])}"
    if not stamp.exists():
        source = wheels()
        with locked("venv"), step("make venv"):
            # Made over an older one: whoever is using that keeps a working environment.
            subprocess.run([PYTHON, "-m", "venv", VENV], check=True)
            _quietly([*offline_pip(VENV, source), "-c", CONSTRAINTS, *wanted])
            for old in VENV.glob("made-*"):
                old.unlink()
            stamp.touch()
    editable = VENV / f"editable-{digest([CHECKOUT / 'setup.cfg', str(CHECKOUT)])}"
    if not editable.exists():
        options = ["-q", "--no-deps", "--no-build-isolation", "-e", str(CHECKOUT)]
        _quietly([*offline_pip(VENV, wheels()), *options])
        for old in VENV.glob("editable-*"):
            old.unlink()
        editable.touch()
    return VENV


def offline_pip(environment: Path, source: Path) -> list[str]:
    """Return the start of a ``pip install`` that sees only the wheels in ``source``."""
    pip = [str(environment / "bin/python"), "-m", "pip", "--isolated", "--disable-pip-version-check"]
    return [*pip, "install", "--no-index", "--find-links", str(source)]


def project_wheel(folder: Path) -> Path:
    """Build the checkout's own wheel into ``folder`` and return its path.

    It is built from a copy, for setuptools keeps stale modules in the ``build`` folder of a source tree.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "source"
        copy.mkdir()
        for name in PACKAGE_FOLDERS:
            if (CHECKOUT / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
                shutil.copytree(CHECKOUT / name, copy / name, symlinks=True, ignore=ignored)
        for name in PACKAGE_FILES:
            if (CHECKOUT / name).is_file():
                shutil.copy(CHECKOUT / name, copy / name)
        out = Path(scratch) / "out"
        pip = [
            str(VENV / "bin/python"),
            "-m",
            "pip",
            "--isolated",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
        ]
        _quietly([*pip, "-w", out, copy])
        (made,) = out.glob("salt_pxe-*.whl")
        return Path(shutil.move(made, folder / made.name))


def _quietly(command: Sequence[str | Path]) -> None:
    """Run a command whose warnings nobody needs; show what it said only if it fails."""
    done = subprocess.run(tied(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}")


def python_version() -> str:
    """Return the version of the Python that the environments are made with, e.g. ``3.11``."""
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([PYTHON, "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    venv()
    sys.exit(0)
