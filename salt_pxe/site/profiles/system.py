"""The installed system: time zone, keyboard, users, firewall, services, boot loader."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from salt_pxe.site import values
from salt_pxe.site.profiles.fields import Service
from salt_pxe.site.record import Record
from salt_pxe.site.values import AbsolutePath, AccountName, Bool, Int, Line, OneOrMany, Word
from salt_pxe.site.values.addresses import HostOrAddress, Interface
from salt_pxe.site.values.boot_passwords import BootPassword
from salt_pxe.site.values.disk_names import Disk
from salt_pxe.site.values.password_hashes import PasswordHash
from salt_pxe.site.values.profile_values import FirewallPort, KernelArgument
from salt_pxe.site.values.ssh_keys import SshKey


class Timezone(Record):
    """The time zone, whether the hardware clock runs in UTC, and NTP servers."""

    zone: Word = Field(pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$", description="a name of the tz database")
    utc: Bool = True
    ntp_servers: Annotated[tuple[HostOrAddress, ...], OneOrMany] = ()


class Keyboard(Record):
    """The keyboard: a console keymap, X layouts, or both."""

    vckeymap: Annotated[Word, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")] | None = None
    xlayouts: Annotated[
        tuple[Annotated[Line, Field(pattern=r"^[a-z0-9_]+( \([A-Za-z0-9_-]+\))?$")], ...], OneOrMany
    ] = Field((), description="such as us, or cz (qwerty)")
    switch: Annotated[
        tuple[Annotated[Word, Field(pattern=r"^[a-z0-9_]+:[A-Za-z0-9_]+$")], ...], OneOrMany
    ] = Field((), description="keys that change the layout, such as grp:alt_shift_toggle")

    @model_validator(mode="after")
    def _says_one(self) -> Keyboard:
        if self.vckeymap is None and not self.xlayouts:
            raise values.wrong(
                "the keyboard has neither vckeymap nor xlayouts", "give one, such as vckeymap: us"
            )
        return self


class User(Record):
    """One `user` command, and the user's ssh keys."""

    password: PasswordHash | None = Field(
        None, description="a crypt(5) hash; without one the account is locked"
    )
    groups: Annotated[tuple[AccountName, ...], OneOrMany] = ()
    uid: Annotated[Int, Field(ge=0, le=2**32 - 2)] | None = None
    gid: Annotated[Int, Field(ge=0, le=2**32 - 2)] | None = None
    gecos: Line | None = Field(None, pattern=r'^[^:"\\]*$')
    homedir: AbsolutePath | None = None
    shell: AbsolutePath | None = None
    ssh_keys: Annotated[tuple[SshKey, ...], OneOrMany] = ()


class Firewall(Record):
    """The installed system's firewall."""

    enabled: Bool = True
    services: Annotated[tuple[Service, ...], OneOrMany] = ()
    ports: Annotated[tuple[FirewallPort, ...], OneOrMany] = Field(
        (), description="such as 443:tcp, or 8000-8080:udp"
    )
    trust: Annotated[tuple[Interface, ...], OneOrMany] = ()

    @model_validator(mode="after")
    def _is_there(self) -> Firewall:
        if not self.enabled and (self.services or self.ports or self.trust):
            raise values.wrong(
                "there is no firewall, and yet it is said what it lets through", "keep one of the two"
            )
        return self


class Services(Record):
    """Which services the installed system starts."""

    enabled: Annotated[tuple[Service, ...], OneOrMany] = ()
    disabled: Annotated[tuple[Service, ...], OneOrMany] = ()

    @model_validator(mode="after")
    def _one_word_of_each(self) -> Services:
        enabled = {name.removesuffix(".service") for name in self.enabled}
        for name in self.disabled:
            if name.removesuffix(".service") in enabled:
                raise values.wrong(f"{values.shown(name)} is enabled and disabled", "remove one of the two")
        return self


class Bootloader(Record):
    """The installed system's boot loader."""

    append: Annotated[tuple[KernelArgument, ...], OneOrMany] = Field(
        (), description="kernel arguments of the installed system"
    )
    location: Literal["mbr", "partition", "none"] | None = None
    timeout: Annotated[Int, Field(ge=0, le=3600)] | None = Field(None, description="seconds")
    password: BootPassword | None = None
    boot_drive: Disk | None = Field(None, description="one of disks; default: the first of them")
    leavebootorder: Bool = False
