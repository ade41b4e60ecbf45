"""The minion of an installed machine: where salt-minion comes from, and what its configuration says."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from salt_pxe.site import values
from salt_pxe.site.record import Record
from salt_pxe.site.values import Bool, shown, wrong
from salt_pxe.site.values.script_text import Script

PROOF_GRAIN = "salt_pxe_proof"
"""The autosign grain in which a minion carries the proof of its install."""

KEY_FOLDER = "/etc/salt/pki/minion"
"""Where the minion's key pair lies (Salt's default `pki_dir`)."""

KEY_BITS = 2048
"""The length of the minion's RSA key where `keysize` says no other (Salt's own default)."""

OURS = {
    "id": "it is the host's minion_id",
    "master": "it is pxe:server:master",
    "master_finger": "the master's own key gives it",
    "autosign_grains": "they carry the proof of the install",
    "rejected_retry": "a reinstalled machine waits with its new key until its proof was checked",
    "hash_type": "master_finger is a SHA-256 fingerprint",
    "pki_dir": f"the keys are made in {KEY_FOLDER}",
    "root_dir": f"the keys are made in {KEY_FOLDER}",
    "conf_file": "Salt's own default is what is written",
}
"""What nobody else may set in a machine's minion configuration, and why."""

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,127}")


def minion_config(value: object) -> dict[str, Any]:
    """Return what a minion's configuration file is to hold: names, and values that YAML and JSON have in common."""
    if not isinstance(value, dict):
        raise wrong(f"{shown(value)} is no configuration of a minion", "a mapping, such as {log_level: info}")
    for key, content in value.items():
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise wrong(f"{shown(key)} is no name of Salt's configuration", "a word, quoted if need be")
        if key in OURS:
            raise wrong(f"{key} is not yours to set here: {OURS[key]}", "remove it")
        _plain(content, key)
    grains = value.get("grains", {})
    if not isinstance(grains, dict):
        raise wrong("grains is no mapping", "names and values, such as {role: web}")
    if PROOF_GRAIN in grains:
        raise wrong(f"the grain {PROOF_GRAIN} is not yours to set", "remove it")
    size = value.get("keysize", KEY_BITS)
    if not isinstance(size, int) or isinstance(size, bool) or not KEY_BITS <= size <= 16384:
        raise wrong(f"keysize is not {KEY_BITS} to 16384", "bits, as a number")
    return value


def _plain(value: object, where: str, depth: int = 0) -> None:
    """Refuse what YAML and JSON do not both say: dates, infinity, keys that are no text or long, broken Unicode."""
    if depth > 20:
        raise wrong(f"{where} is nested more than 20 times", "Salt asks for no such thing")
    if isinstance(value, dict):
        for key, content in value.items():
            if not isinstance(key, str) or len(key) > 100:
                raise wrong(
                    f"{shown(key)} in {where} is no text of up to 100 characters", "quote it, or shorten it"
                )
            _plain(key, where, depth + 1)
            _plain(content, where, depth + 1)
    elif isinstance(value, list):
        for content in value:
            _plain(content, where, depth + 1)
    elif isinstance(value, str):
        if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
            raise wrong(f"a text in {where} is no Unicode text", "write it anew")
    elif isinstance(value, float):
        if value - value != 0 or "e" in repr(value):
            raise wrong(
                f"{shown(value)} in {where} is no number that YAML reads", "write its digits, or quote it"
            )
    elif not isinstance(value, (bool, int, type(None))):
        raise wrong(
            f"{where} holds a {type(value).__name__}", "text, numbers, lists and mappings; quote a date"
        )


class Minion(Record):
    """The minion of an installed machine: its key pair is made on the machine, and its configuration written there."""

    enabled: Bool = Field(True, description="false leaves Salt out of the installed system's last step")
    command: Script | None = Field(
        None,
        description="a shell script that brings salt-minion where `packages` does not; it ends at the first command "
        "that fails, and so does the install",
    )
    config: Annotated[dict[str, Any], BeforeValidator(minion_config), WithJsonSchema({"type": "object"})] = (
        Field(
            default_factory=dict,
            description="more of the minion's configuration; what salt-pxe sets itself is refused",
        )
    )

    @model_validator(mode="after")
    def _says_something(self) -> Minion:
        if self.command is not None and not self.command.strip():
            raise values.wrong("the command is empty", "write something, or remove it")
        if not self.enabled and (self.command is not None or self.config):
            raise values.wrong(
                "the minion is left out, and yet command or config is said", "remove one of the two"
            )
        return self
