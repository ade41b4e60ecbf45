"""Every way of getting salt-pxe into Salt: wheel, sdist, three kinds of editable, and synced from file_roots."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.masterless import REPOSITORY, Masterless
from tests.site import SITE

pytestmark = pytest.mark.integration

FORMS = {
    "wheel": [],
    "sdist": [],
    "editable": ["--editable"],
    "editable strict": ["--config-settings", "editable_mode=strict", "--editable"],
    "editable compat": ["--config-settings", "editable_mode=compat", "--editable"],
}


@pytest.fixture(scope="module")
def third_party(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that is installed, but for salt-pxe: a folder of links."""
    folder = tmp_path_factory.mktemp("third-party")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if (
            "salt_pxe" not in entry.name.lower()
            and entry.name != "__pycache__"
            and not entry.name.endswith(".pth")
        ):
            (folder / entry.name).symlink_to(entry)
    return folder


@pytest.fixture
def environment(third_party: Path, tmp_path: Path) -> Path:
    """The Python of an environment with Salt and the third-party packages alone."""
    folder = tmp_path / "environment"
    venv.create(folder, with_pip=False)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "third_party.pth").write_text(f"{third_party}\n")
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of what git tracks, so that nothing lying about gets into a package."""
    folder = tmp_path_factory.mktemp("source") / "salt-pxe"
    folder.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, check=True,
    ).stdout  # fmt: skip
    names = [name for name in listed.decode().split("\0") if name and (REPOSITORY / name).exists()]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / name, folder / name, follow_symlinks=False)
    return folder


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Build a wheel or an sdist and return its file."""

    def build(kind: str) -> Path:
        folder = tmp_path_factory.mktemp(kind)
        subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", folder, source],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        (found,) = folder.iterdir()
        return found

    return build


def install(python: Path, *what: str | Path) -> None:
    """Install without dependencies and without an index: what is needed is there."""
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run(
        [*pip, "--no-build-isolation", *what], capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("form", FORMS)
def test_an_installed_form_is_found_by_salt(
    form: str, source: Path, built: Callable[[str], Path], environment: Path, tmp_path: Path
) -> None:
    """Salt finds module, states and pillar extension by the entry point, and all come from one copy."""
    what = built(form) if form in ("wheel", "sdist") else source
    install(environment, *FORMS[form], what)
    empty = tmp_path / "roots"
    empty.mkdir()
    minion = Masterless(tmp_path / "minion", environment, [empty], {"pxe": SITE})
    version = minion.call("pxe.version")
    assert version["same"], version
    assert version["version"] == "0.1.0"
    assert set(minion.call("pillar.items", "unmask=True")["pxe_served"]["answers"]) == {"web01"}
    assert "pxe_dhcp.managed" in minion.call("sys.list_state_functions", "pxe_dhcp")
    assert minion.call("sys.list_runner_functions", "pxe.trust") == ["pxe.trust"]
    example = REPOSITORY / "examples" / "pillar" / "pxe.sls"
    checked = subprocess.run(
        [environment, "-m", "salt_pxe", "check", example],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "2 of 3 machines armed" in checked.stdout


def test_a_minion_with_third_party_packages_alone_is_synced(
    source: Path, environment: Path, tmp_path: Path
) -> None:
    """`saltutil.sync_all` from the repository as file_roots is enough, templates included."""
    minion = Masterless(tmp_path / "minion", environment, [source], {"pxe": SITE})
    before = minion.run("pxe.version")
    assert "is not available" in before.stdout + before.stderr
    synced = minion.call("saltutil.sync_all")
    assert "modules.pxe" in synced["modules"]
    assert "utils.salt_pxe.pillar" in synced["utils"]
    version = minion.call("pxe.version")
    assert version["same"], version
    assert str(tmp_path / "minion") in version["core"]
    served = minion.call("pillar.items", "unmask=True")["pxe_served"]
    assert set(served["answers"]) == {"web01"}
    plan = minion.call("pxe.plan", "mac=52:54:00:12:34:56", "arch=0")
    assert "inst.ks=" in json.dumps(plan)


def test_two_copies_that_differ_are_told(
    source: Path, built: Callable[[str], Path], environment: Path, tmp_path: Path
) -> None:
    """A synced loader module of another version than the installed core: pxe.version says so."""
    install(environment, built("wheel"))
    roots = tmp_path / "roots"
    (roots / "_modules").mkdir(parents=True)
    text = (source / "_modules" / "pxe.py").read_text()
    (roots / "_modules" / "pxe.py").write_text(text + "\n# another version\n")
    minion = Masterless(tmp_path / "minion", environment, [roots], {"pxe": SITE})
    minion.call("saltutil.sync_all")
    version = minion.call("pxe.version")
    assert not version["same"]
    assert "modules/pxe runs from" in json.dumps(version)


def test_the_wheel_carries_everything_that_runs(built: Callable[[str], Path]) -> None:
    """Templates and loader modules are in, tests are not."""
    names = zipfile.ZipFile(built("wheel")).namelist()
    templates = list((REPOSITORY / "salt_pxe").rglob("*.j2"))
    assert templates
    for path in templates:
        assert str(path.relative_to(REPOSITORY)) in names
    assert "salt_pxe/modules/pxe.py" in names
    assert "salt_pxe/pillar/pxe.py" in names
    assert "salt_pxe/runners/pxe.py" in names
    assert not [name for name in names if name.startswith("tests/")]
