"""A profile: what it needs, and what is said once."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.pillar import choices
from salt_pxe.site.profiles.profile import Profile


def profile(**more: Any) -> Profile:
    """Return a profile that says as little as it may, and this."""
    return Profile.model_validate({"release": "RHEL9", "repo": "el9", **more}, context=choices())


def test_a_profile_that_says_little_is_the_careful_one() -> None:
    """No disk is named, nobody can log in as root, no stranger installs it, and the machine reboots by itself."""
    found = profile()
    assert (found.disks, found.rootpw, found.rootpw_allow_ssh, found.install_unknown) == (
        (),
        "locked",
        False,
        False,
    )
    assert (found.finish, found.packages, found.selinux) == ("reboot", ("@core",), "enforcing")
    assert found.firewall.enabled and found.storage.autopart == "lvm"


def test_a_plain_value_stands_for_the_record_s_first_field() -> None:
    """A key map, a time zone and a script may stand there alone."""
    found = profile(keyboard="de", timezone="Europe/Berlin", post="true", pre=["a", {"script": "b"}])
    assert (found.keyboard.vckeymap, found.timezone.zone) == ("de", "Europe/Berlin")
    assert [section.script for section in (*found.pre, *found.post)] == ["a", "b", "true"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kdump": True, "addons": {"com_redhat_kdump": {}}}, "are one thing"),
        ({"kdump": False, "addons": {"com_redhat_kdump": {}}}, "are one thing"),
        ({"groups": {"ops": -1}}, "groups"),
        ({"memory_mb": 255}, "memory_mb"),
        ({"packages": ["a", "-a"]}, "wanted and not wanted"),
    ],
)
def test_what_contradicts_itself_is_refused(given: dict[str, Any], words: str) -> None:
    """What can be said in two ways is said in one of them."""
    with pytest.raises(ValidationError, match=words):
        profile(**given)


def test_what_can_be_said_beside_it_is_taken() -> None:
    """The neighbours of those."""
    found = profile(users={"ops": {}}, groups={"ops": None, "adm": 500}, addons={"org_x": {}}, kdump=True)
    assert found.groups == {"ops": None, "adm": 500} and list(found.addons) == ["org_x"]
