"""The minion of a profile at the door: what is taken, and what is refused with its path and a reason."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from salt_pxe.pillar import parse
from salt_pxe.problem import PillarError
from tests.site import changed

PATH = "profiles:el9-web:minion"
LOOP: list[Any] = []
LOOP.append(LOOP)
DEEP: Any = 1
for _ in range(25):
    DEEP = [DEEP]

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "an id": ({"config": {"id": "x"}}, "id is not yours to set here: it is the host's minion_id"),
    "a master": ({"config": {"master": "evil"}}, "master is not yours"),
    "a fingerprint": ({"config": {"master_finger": "00"}}, "master_finger is not yours"),
    "autosign grains": ({"config": {"autosign_grains": ["x"]}}, "autosign_grains is not yours"),
    "another retry": ({"config": {"rejected_retry": False}}, "rejected_retry is not yours"),
    "another place of keys": ({"config": {"pki_dir": "/x"}}, "pki_dir is not yours"),
    "another root": ({"config": {"root_dir": "/x"}}, "root_dir is not yours"),
    "another hash": ({"config": {"hash_type": "md5"}}, "hash_type is not yours"),
    "a proof": ({"config": {"grains": {"salt_pxe_proof": "x"}}}, "the grain salt_pxe_proof is not yours"),
    "grains as a list": ({"config": {"grains": ["x"]}}, "grains is no mapping"),
    "a date": (
        {"config": {"since": datetime.date(2026, 1, 1)}},
        "config:since: datetime.date(2026, 1, 1) is not text",
    ),
    "a date deep inside": (
        {"config": {"a": [{"b": datetime.date(2026, 1, 1)}]}},
        "config:a:0:b: datetime.date(2026, 1, 1) is not text",
    ),
    "infinity": ({"config": {"a": float("inf")}}, "config:a: inf is no number that can be used"),
    "a number in powers": ({"config": {"a": 1e30}}, "is no number that YAML reads"),
    "a key that YAML made a boolean": (
        {"config": {True: 1}},
        "config:true: the key is true or false, not text",
    ),
    "a key that is a directive": ({"config": {"a: b\nc": 1}}, "is no name of Salt's configuration"),
    "a number as a key": ({"config": {"a": {1: 2}}}, "config:a:1: the key is a number, not text"),
    "half a character": ({"config": {"a": "\ud800"}}, "is no Unicode text"),
    "a long key inside": ({"config": {"a": {"b" * 101: 2}}}, "is no text of up to 100 characters"),
    "too deep": ({"config": {"a": DEEP}}, "is nested more than 20 times"),
    "a loop": ({"config": {"a": LOOP}}, "config:a:0: holds itself"),
    "a small key": ({"config": {"keysize": 1024}}, "keysize is not 2048 to 16384"),
    "a key in words": ({"config": {"keysize": "4096"}}, "keysize is not 2048 to 16384"),
    "text as configuration": ({"config": "log_level: info"}, "is no configuration of a minion"),
    "an empty command": ({"command": " \n"}, "the command is empty"),
    "a command that ends its section": ({"command": "true\n%end\n"}, "a kickstart would act on it"),
    "a command with a carriage return": ({"command": "true\r\n"}, "use LF line ends"),
    "left out and yet said": ({"enabled": False, "command": "true"}, "the minion is left out"),
    "a word for a boolean": ({"enabled": "no"}, "pxe:"),
    "an unknown key": ({"package": "salt-minion"}, "package"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_at_its_path(fault: str) -> None:
    """Each has one problem, below the profile's `minion`."""
    said, message = FAULTS[fault]
    with pytest.raises(PillarError) as refused:
        parse(changed({PATH: said}))
    (problem,) = refused.value.problems
    assert problem.path.startswith(f"pxe:{PATH}")
    assert message in str(problem)


def test_what_salt_reads_is_taken() -> None:
    """Any other configuration goes through as it is, and a minion needs none."""
    config = {
        "log_level": "info",
        "grains": {"role": "web"},
        "beacons": {"load": [{"interval": 5}]},
        "keysize": 4096,
    }
    site = parse(changed({PATH: {"command": "dnf -y install salt-minion\n", "config": config}}))
    assert site.profiles["el9-web"].minion.config == config
    assert parse(changed({})).profiles["el9-web"].minion.enabled
    assert not parse(changed({PATH: {"enabled": False}})).profiles["el9-web"].minion.enabled
