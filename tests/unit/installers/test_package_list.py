"""The packages of a machine: where host and profile contradict each other, the host's word counts."""

from __future__ import annotations

import pytest

from salt_pxe.installers.package_list import packages


@pytest.mark.parametrize(
    ("of_profile", "of_host", "joined"),
    [
        (("@core", "nano", "-vim"), ("-nano", "vim"), ("@core", "-nano", "vim")),
        (("@core", "tmux"), ("tmux", "htop"), ("@core", "tmux", "htop")),
        (("-@mail",), ("@mail",), ("@mail",)),
        (("@core", "@core"), (), ("@core",)),
        ((), ("a",), ("a",)),
    ],
)
def test_a_host_s_word_goes_before_its_profile_s(
    of_profile: tuple[str, ...], of_host: tuple[str, ...], joined: tuple[str, ...]
) -> None:
    """The host's packages come behind the profile's, each stands there once, and what they exclude goes."""
    assert packages(of_profile, of_host) == joined
