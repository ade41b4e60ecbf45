"""Fields that several records of a profile share."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from salt_pxe.site import values
from salt_pxe.site.values import OneOrMany, Word
from salt_pxe.site.values.disk_names import Disk
from salt_pxe.site.values.profile_values import Package

Words = Annotated[tuple[Word, ...], OneOrMany]
Disks = Annotated[tuple[Disk, ...], OneOrMany]
Locale = Annotated[Word, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.@-]*$")]
Service = Annotated[Word, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$")]


def _consistent(packages: tuple[str, ...]) -> tuple[str, ...]:
    excluded = {package for package in packages if package.startswith("-")}
    for package in packages:
        if f"-{package}" in excluded:
            raise values.wrong(f"{values.shown(package)} is wanted and not wanted", "remove one of the two")
    environments = dict.fromkeys(package for package in packages if package.startswith("@^"))
    if len(environments) > 1:
        raise values.wrong(
            f"{' and '.join(map(values.shown, environments))} are two environments, and a system has one",
            "keep one",
        )
    return packages


Packages = Annotated[tuple[Package, ...], OneOrMany, AfterValidator(_consistent)]


def _named(key: str) -> BeforeValidator:
    """Read a plain value as the record whose field `key` it is."""
    return BeforeValidator(
        lambda value: value if isinstance(value, dict) or hasattr(value, key) else {key: value}
    )
