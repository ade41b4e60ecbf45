"""The second initrd, by which installers know the site's CA."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from salt_pxe.boot.loaders.ca_initrd import ca_initrd
from salt_pxe.installers.kickstart.kind import KIND
from salt_pxe.site.artefact import is_ours
from tests.certificates import Authority

BUNDLE = str(KIND.ca_bundle)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A CA of the site's own."""
    return Authority(tmp_path_factory.mktemp("ca"))


def test_the_second_initrd_is_an_archive_that_replaces_the_bundle(
    authority: Authority, tmp_path: Path
) -> None:
    """cpio unpacks it over an installer's initrd: curl's bundle, a link there, then leads to this CA."""
    archive = ca_initrd(authority.pem, (BUNDLE,))
    bundle = tmp_path / BUNDLE
    bundle.parent.mkdir(parents=True)
    bundle.write_text("the CAs of the whole world\n")
    (tmp_path / "etc/pki/tls/certs").mkdir(parents=True)
    (tmp_path / "etc/pki/tls/certs/ca-bundle.crt").symlink_to(f"../../../../{BUNDLE}")
    unpack = ["cpio", "--extract", "--unconditional", "--make-directories", "--quiet"]
    subprocess.run(unpack, input=archive, cwd=tmp_path, check=True)
    assert (tmp_path / "etc/pki/tls/certs/ca-bundle.crt").read_text() == authority.pem
    assert bundle.stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "etc").stat().st_mode & 0o777 == 0o755
    assert len(archive) % 512 == 0
    assert is_ours(archive)


def test_each_installer_finds_the_ca_where_it_looks(tmp_path: Path) -> None:
    """Folders that two of them share are made once."""
    archive = ca_initrd("the CA\n", ("etc/a/ca.pem", "etc/b/c/ca.pem", "ca.pem"))
    listed = subprocess.run(["cpio", "--list", "--quiet"], input=archive, capture_output=True, check=True)
    names = listed.stdout.decode().split()
    assert names == [
        "salt-pxe",
        "etc",
        "etc/a",
        "etc/b",
        "etc/b/c",
        "etc/a/ca.pem",
        "etc/b/c/ca.pem",
        "ca.pem",
    ]
    subprocess.run(["cpio", "--extract", "--quiet"], input=archive, cwd=tmp_path, check=True)
    assert {(tmp_path / name).read_text() for name in names[5:]} == {"the CA\n"}
