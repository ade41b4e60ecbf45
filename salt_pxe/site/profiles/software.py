"""Which packages are installed, and from which repositories beside the install's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from salt_pxe.site.record import Record
from salt_pxe.site.values import Bool, Int, Url, Word


class PackageOptions(Record):
    """Options of the `%packages` section, as far as the release knows them."""

    exclude_docs: Bool = False
    exclude_weakdeps: Bool = False
    ignore_missing: Bool = False
    multilib: Bool = False
    inst_langs: Annotated[Word, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.@:,-]*$")] | None = None
    no_core: Bool = False


class AdditionalRepo(Record):
    """One `repo` command: packages beside those of the installation source."""

    baseurl: Url
    cost: Annotated[Int, Field(ge=0, le=100000)] | None = None
    proxy: Url | None = None
    install: Bool = Field(False, description="keep the repository in the installed system")
