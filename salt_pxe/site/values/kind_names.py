"""Words of pillar that name a kind behind a plug. The door says which words there are, and which one is the default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

FIRMWARE, DHCP_SERVICE, INSTALLER = "firmware", "DHCP service", "installer"
"""The plugs."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The kinds of a plug, and those that are meant where pillar names none."""

    names: tuple[str, ...]
    default: tuple[str, ...]


Choices = Mapping[str, Choice]
"""Plug to its kinds: the context in which the records of a site are validated."""


def kind_name(plug: str) -> Any:
    """Return the type of a word that names a kind of this plug."""

    def check(value: object, info: ValidationInfo) -> str:
        choice = _choice(plug, info)
        if value is None:
            return choice.default[0]
        if not isinstance(value, str) or value not in choice.names:
            raise _unknown(choice)
        return value

    return Annotated[str, BeforeValidator(check), WithJsonSchema({"type": "string", "x-kind-of": plug})]


def kind_names(plug: str) -> Any:
    """Return the type of a list of such words; one may stand there alone."""

    def fill(value: object, info: ValidationInfo) -> object:
        if value is None:
            return _choice(plug, info).default
        return value if isinstance(value, (list, tuple)) else (value,)

    one: Any = kind_name(plug)
    schema = {"type": "array", "items": {"type": "string", "x-kind-of": plug}, "x-kinds-of": plug}
    return Annotated[tuple[one, ...], BeforeValidator(fill), WithJsonSchema(schema)]


def kind_field(**more: Any) -> Any:
    """Return a field of such a type that is filled with the plug's default where pillar says nothing."""
    return Field(None, validate_default=True, **more)


def _choice(plug: str, info: ValidationInfo) -> Choice:
    choices: Choices | None = info.context
    if choices is None:
        raise LookupError(f"a site is validated with its choices, and there are none for {plug}")
    return choices[plug]


def _unknown(choice: Choice) -> PydanticCustomError:
    quoted = [f"'{name}'" for name in choice.names]
    expected = " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)
    return PydanticCustomError("kind_error", "is not one of: {expected}", {"expected": expected})


FirmwareNames = kind_names(FIRMWARE)
DhcpServiceName = kind_name(DHCP_SERVICE)
InstallerName = kind_name(INSTALLER)
