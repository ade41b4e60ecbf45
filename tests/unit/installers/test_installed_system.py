"""Each installer tells for each release what the installed system has."""

from __future__ import annotations

import pytest

from salt_pxe.installers.plug import INSTALLERS
from salt_pxe.site.profiles.release import Release
from salt_pxe.site.values.password_hashes import METHODS
from salt_pxe.site.values.ssh_keys import KEY_TYPES


@pytest.mark.parametrize("installer", INSTALLERS.all(), ids=lambda one: one.name)
def test_what_it_tells_is_in_words_that_the_door_knows(installer: object) -> None:
    """Methods of hashes and types of keys are those of the values; root is there, with 0."""
    for name in ("RHEL7", "RHEL8", "RHEL9", "RHEL10", "F42"):
        release: Release | None = installer.release(name)  # type: ignore[attr-defined]
        if release is None:
            continue
        system = installer.installed_system(release)  # type: ignore[attr-defined]
        assert system.hash_methods and system.hash_methods <= METHODS.keys()
        assert system.absent_key_types <= set(KEY_TYPES)
        assert system.users["root"] == system.groups["root"] == 0
        assert len(set(system.users.values())) == len(system.users)
        assert len(set(system.groups.values())) == len(system.groups)
