"""Packages, and the repositories that they come from."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.site.profiles.software import AdditionalRepo, PackageOptions


def test_languages_are_one_list_in_one_word() -> None:
    """As rpm's own macro has them, with colons or commas."""
    assert PackageOptions.model_validate({"inst_langs": "en:de_DE.UTF-8"}).inst_langs == "en:de_DE.UTF-8"
    with pytest.raises(ValidationError, match="inst_langs"):
        PackageOptions.model_validate({"inst_langs": "en de"})


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({"baseurl": "https://mirror.example/x/"}, True),
        ({"baseurl": "http://a/x", "cost": 0, "proxy": "http://10.0.0.9:3128", "install": True}, True),
        ({"baseurl": "http://a/x", "cost": 100001}, False),
        ({"baseurl": "http://a/x", "cost": -1}, False),
        ({"baseurl": "/srv/x"}, False),
        ({"baseurl": "http://a/x", "proxy": "http://me:geheim@10.0.0.9"}, False),
        ({}, False),
    ],
)
def test_a_repository_is_a_url(given: dict[str, Any], taken: bool) -> None:
    """Without a password, for everybody reads it; it does not stay in the installed system unless pillar says so."""
    if taken:
        assert AdditionalRepo.model_validate(given).install is given.get("install", False)
    else:
        with pytest.raises(ValidationError):
            AdditionalRepo.model_validate(given)
