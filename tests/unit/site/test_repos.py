"""Where an installer and its packages come from."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from salt_pxe.site.repos import Repo


@pytest.mark.parametrize("source", ["/srv/iso/el9.iso", "/srv/media/el9/", "https://mirror.example/el9/"])
def test_a_repo_is_an_iso_a_folder_or_a_url(source: str) -> None:
    """Its kernel and initrd are those of .treeinfo, and their checksums are asked for."""
    repo = Repo.model_validate({"source": source})
    assert (repo.source, repo.kernel, repo.initrd, repo.checksums) == (source, None, None, "required")


@pytest.mark.parametrize("path", ["images/pxeboot/vmlinuz", "isolinux/vmlinuz-6.1", "_k"])
def test_a_kernel_is_named_by_its_path_in_the_repo(path: str) -> None:
    """Relative, as .treeinfo has it."""
    assert Repo.model_validate({"source": "/srv/x/el9", "kernel": path, "initrd": path}).kernel == path


@pytest.mark.parametrize("path", ["/boot/vmlinuz", "../vmlinuz", "-k", "a b", ""])
@pytest.mark.parametrize("key", ["kernel", "initrd"])
def test_a_path_that_begins_outside_of_the_repo_is_refused(key: str, path: str) -> None:
    """An absolute path, one that goes up, an option and an empty one are none of its files."""
    with pytest.raises(ValidationError):
        Repo.model_validate({"source": "/srv/x/el9", key: path})
