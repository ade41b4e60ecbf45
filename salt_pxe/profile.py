"""What is installed: a profile, and what one host changes of it.

The field names are those of the kickstart commands (pykickstart's documentation, "Kickstart Commands"). Where kickstart
offers several spellings by release, the field has one, and the renderer chooses.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from salt_pxe import values
from salt_pxe.address_values import HostOrAddress, Interface
from salt_pxe.install_values import (
    KernelArgument,
    Package,
    ReleaseName,
    RootPassword,
    SshKey,
    Variable,
)
from salt_pxe.profile_minion import Minion
from salt_pxe.profile_network import Nic
from salt_pxe.profile_storage import Storage
from salt_pxe.record import Record
from salt_pxe.values import (
    AbsolutePath,
    Bool,
    Disk,
    Int,
    Line,
    Name,
    OneOrMany,
    PasswordHash,
    SaltUrl,
    Script,
    Url,
    Word,
)

Words = Annotated[tuple[Word, ...], OneOrMany]
Disks = Annotated[tuple[Disk, ...], OneOrMany]
Locale = Annotated[Word, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.@-]*$")]
Service = Annotated[Word, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$")]


def _consistent(packages: tuple[str, ...]) -> tuple[str, ...]:
    excluded = {package for package in packages if package.startswith("-")}
    for package in packages:
        if f"-{package}" in excluded:
            raise values.wrong(f"{values.shown(package)} is wanted and not wanted", "remove one of the two")
    return packages


Packages = Annotated[tuple[Package, ...], OneOrMany, AfterValidator(_consistent)]


def _named(key: str) -> BeforeValidator:
    """Read a plain value as the record whose field `key` it is."""
    return BeforeValidator(
        lambda value: value if isinstance(value, dict) or hasattr(value, key) else {key: value}
    )


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
    groups: Annotated[tuple[Name, ...], OneOrMany] = ()
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
    ports: Annotated[
        tuple[Annotated[Word, Field(pattern=r"^[0-9]{1,5}(-[0-9]{1,5})?:(tcp|udp)$")], ...], OneOrMany
    ] = ()
    trust: Annotated[tuple[Interface, ...], OneOrMany] = ()


class Services(Record):
    """Which services the installed system starts."""

    enabled: Annotated[tuple[Service, ...], OneOrMany] = ()
    disabled: Annotated[tuple[Service, ...], OneOrMany] = ()


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


class Section(Record):
    """One script section: its text, or a file of the master's file roots."""

    script: Script | None = None
    source: SaltUrl | None = None
    interpreter: AbsolutePath | None = None
    log: AbsolutePath | None = None
    erroronfail: Bool = False

    @model_validator(mode="after")
    def _one_text(self) -> Section:
        if (self.script is None) == (self.source is None):
            raise values.wrong("a script section has either script or source", "give one of the two")
        if self.script is not None and not self.script.strip():
            raise values.wrong("the script is empty", "write something, or remove the section")
        return self


class PostSection(Section):
    """A `%post` section."""

    nochroot: Bool = False


class Addon(Record):
    """One `%addon` section, such as com_redhat_kdump."""

    arguments: Words = ()
    body: Script = ""


Sections = Annotated[tuple[Annotated[Section, _named("script")], ...], OneOrMany]
PostSections = Annotated[tuple[Annotated[PostSection, _named("script")], ...], OneOrMany]


class Bootloader(Record):
    """The installed system's boot loader."""

    append: Annotated[tuple[KernelArgument, ...], OneOrMany] = Field(
        (), description="kernel arguments of the installed system"
    )
    location: Literal["mbr", "partition", "none"] | None = None
    timeout: Annotated[Int, Field(ge=0, le=3600)] | None = Field(None, description="seconds")
    password: Annotated[Word, Field(pattern=r"^grub\.pbkdf2\.sha512\.[0-9A-F.]+$")] | None = Field(
        None, description="a hash by grub2-mkpasswd-pbkdf2"
    )
    boot_drive: Disk | None = Field(None, description="one of disks; default: the first of them")
    leavebootorder: Bool = False


class Profile(Record):
    """What to install: one kickstart, but for what each host adds."""

    installer: Literal["kickstart"] = "kickstart"
    release: ReleaseName
    repo: Name
    template: SaltUrl | None = Field(None, description="a kickstart template of the site's own (Jinja2)")
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
    users: dict[Name, User] = Field(default_factory=dict)
    groups: dict[Name, Annotated[Int, Field(ge=0)] | None] = Field(
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
        if "root" in self.users:
            raise values.wrong("root is no user to create", "use rootpw, rootpw_allow_ssh and ssh_keys")
        if self.kdump is not None and "com_redhat_kdump" in self.addons:
            raise values.wrong("kdump and addons:com_redhat_kdump are one thing", "keep one")
        return self


class HostInstall(Record):
    """What one host changes of its profile."""

    disks: Disks = Field((), description="the only disks that an install may touch")
    storage: Storage | None = None
    network: tuple[Nic, ...] | None = None
    kernel_args: Annotated[tuple[KernelArgument, ...], OneOrMany] = Field(
        (), description="added to the profile's"
    )
    packages: Packages = Field((), description="added to the profile's")
    rootpw: RootPassword | None = None
    variables: dict[Name, Variable] = Field(default_factory=dict)
