"""What machines that nobody declared may install."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import parse
from salt_pxe.site.unknown import unknown_profiles
from tests.site import SITE, changed

WILD = {**SITE["profiles"]["el9-web"], "install_unknown": True}


@pytest.mark.parametrize(
    ("policy", "profiles"), [("local", ()), ("menu", ("a", "b")), ("a", ("a",)), ("b", ("b",))]
)
def test_a_stranger_installs_what_the_policy_reaches(policy: str, profiles: tuple[str, ...]) -> None:
    """Nothing by default; by a menu each profile that allows it, sorted; otherwise the profile that is named."""
    site = parse(changed({"unknown": policy, "profiles:b": WILD, "profiles:a": WILD}))
    assert unknown_profiles(site) == profiles
