"""What is installed: a profile, and what one host changes of it.

The field names are those of the installer's own commands. Where an installer offers several spellings by release, the
field has one, and the installer's renderer chooses.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from salt_pxe.site import values
from salt_pxe.site.profiles.fields import Disks, Locale, Packages, _named
from salt_pxe.site.profiles.minion import Minion
from salt_pxe.site.profiles.nics import Nic
from salt_pxe.site.profiles.scripts import Addon, PostSections, Sections
from salt_pxe.site.profiles.software import AdditionalRepo, PackageOptions
from salt_pxe.site.profiles.storage import Storage
from salt_pxe.site.profiles.system import Bootloader, Firewall, Keyboard, Services, Timezone, User
from salt_pxe.site.record import Record
from salt_pxe.site.values import AccountName, Bool, Int, Line, Name, OneOrMany, SaltUrl
from salt_pxe.site.values.kind_names import InstallerName, kind_field
from salt_pxe.site.values.profile_values import KernelArgument, ReleaseName, RootPassword, Variable
from salt_pxe.site.values.ssh_keys import SshKey


class Profile(Record):
    """What to install, but for what each host adds."""

    installer: InstallerName = kind_field(description="what installs the machine")
    release: ReleaseName
    repo: Name
    template: SaltUrl | None = Field(
        None, description="a template of the site's own for the answer file (Jinja2)"
    )
    snippets: dict[Name, SaltUrl] = Field(default_factory=dict, description="names that a template includes")
    variables: dict[Name, Variable] = Field(
        default_factory=dict, description="values for a template of the site's own"
    )
    accept_warnings: tuple[Line, ...] = Field(
        (), description="the parser's warnings that are accepted, by a part of their text"
    )
    install_unknown: Bool = Field(
        False, description="may be named by `unknown`: erases disks of machines nobody declared"
    )
    lang: Locale = "en_US.UTF-8"
    addsupport: Annotated[tuple[Locale, ...], OneOrMany] = ()
    keyboard: Annotated[Keyboard, _named("vckeymap")] = Keyboard(vckeymap="us")
    timezone: Annotated[Timezone, _named("zone")] = Timezone(zone="Etc/UTC")
    mode: Literal["text", "graphical", "cmdline"] = "text"
    rootpw: RootPassword = Field("locked", description="a crypt(5) hash, or locked; plain text is refused")
    rootpw_allow_ssh: Bool = False
    ssh_keys: Annotated[tuple[SshKey, ...], OneOrMany] = Field((), description="for root")
    users: dict[AccountName, User] = Field(default_factory=dict)
    groups: dict[AccountName, Annotated[Int, Field(ge=0, le=2**32 - 2)] | None] = Field(
        default_factory=dict, description="name: gid, or null"
    )
    selinux: Literal["enforcing", "permissive", "disabled"] = "enforcing"
    firewall: Firewall = Firewall()
    services: Services = Services()
    packages: Packages = ("@core",)
    packages_options: PackageOptions = PackageOptions()
    repos: dict[Name, AdditionalRepo] = Field(
        default_factory=dict, description="further package repositories"
    )
    disks: Disks = Field((), description="the only disks that an install may touch; a host can name its own")
    storage: Storage = Storage(autopart="lvm")
    bootloader: Bootloader = Bootloader()
    minion: Minion = Field(Minion(), description="where `pxe:server:master` is set")
    network: tuple[Nic, ...] = ()
    kernel_args: Annotated[tuple[KernelArgument, ...], OneOrMany] = Field(
        (), description="kernel arguments of the installer"
    )
    firstboot: Literal["disabled", "enabled", "reconfig"] = "disabled"
    eula_agreed: Bool = True
    skipx: Bool = True
    kdump: Bool | None = None
    finish: Literal["reboot", "poweroff", "halt"] = "reboot"
    pre: Sections = ()
    pre_install: Sections = ()
    post: PostSections = ()
    onerror: Sections = ()
    traceback: Sections = ()
    addons: dict[Name, Addon] = Field(default_factory=dict)
    memory_mb: Annotated[Int, Field(ge=256)] | None = Field(
        None, description="what the installer needs; pxe.check knows defaults"
    )

    @model_validator(mode="after")
    def _said_once(self) -> Profile:
        if self.kdump is not None and "com_redhat_kdump" in self.addons:
            raise values.wrong("kdump and addons:com_redhat_kdump are one thing", "keep one")
        return self
