"""What is installed: a profile, and what one host changes of it.

The field names are those of the kickstart commands (pykickstart's documentation, "Kickstart Commands"). Where kickstart
offers several spellings by release, the field has one, and the renderer chooses.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import netaddr
from pydantic import BeforeValidator, Field, model_validator

from salt_pxe import values
from salt_pxe.install_values import (
    KernelArgument,
    MountPoint,
    Package,
    ReleaseName,
    RootPassword,
    SshKey,
    Variable,
)
from salt_pxe.record import Record
from salt_pxe.values import (
    AbsolutePath,
    Bool,
    Device,
    Disk,
    HostOrAddress,
    Int,
    Interface,
    Ipv4,
    Line,
    MiB,
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
Servers = Annotated[tuple[Ipv4, ...], OneOrMany]
Locale = Annotated[Word, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.@-]*$")]
Service = Annotated[Word, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$")]
FileSystemLabel = Annotated[Word, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,15}$")]
FileSystemOptions = Annotated[
    Word, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_=,.:/+-]*$", description="of mount(8), for fstab")
]
FsType = Literal["xfs", "ext4", "ext3", "ext2", "btrfs", "swap", "vfat", "efi", "biosboot", "prepboot"]


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


class Bond(Record):
    """A bond: the interfaces that are its slaves, and the driver's options."""

    slaves: Annotated[tuple[Interface, ...], OneOrMany] = Field(min_length=1)
    options: Word | None = Field(
        None, description="such as mode=802.3ad,miimon=100", pattern=r"^[A-Za-z0-9_=,;.+:-]+$"
    )


class Vlan(Record):
    """A VLAN on the device."""

    id: Annotated[Int, Field(ge=1, le=4094)]
    interface_name: Interface | None = Field(None, description="default: <device>.<id>")


class Nic(Record):
    """One `network` command: how a device comes up in the installed system.

    A static device without an `ip` has the host's `fixed_address`, and the netmask, routers and name servers of its
    subnet.
    """

    device: Device | None = Field(None, description="default: the host's first MAC; a bond needs a name")
    bootproto: Literal["dhcp", "static"] = "dhcp"
    ip: Ipv4 | None = Field(None, description="default, when static: the host's fixed_address")
    netmask: Ipv4 | None = None
    gateway: Ipv4 | None = None
    nameservers: Servers = ()
    mtu: Annotated[Int, Field(ge=68, le=65535)] | None = None
    onboot: Bool = True
    activate: Bool = True
    nodefroute: Bool = False
    ipv6: Literal["auto", "dhcp", "off"] = "off"
    bond: Bond | None = None
    vlan: Vlan | None = None

    @model_validator(mode="after")
    def _static_is_whole(self) -> Nic:
        if (self.ip is None) != (self.netmask is None):
            raise values.wrong(
                "ip and netmask belong together", "add the other, or leave both out for the fixed_address"
            )
        if self.netmask is not None and not netaddr.IPAddress(self.netmask).is_netmask():
            raise values.wrong(f"{values.shown(self.netmask)} is not a netmask", "such as 255.255.255.0")
        if self.bootproto == "dhcp" and (self.ip is not None or self.gateway is not None):
            raise values.wrong(
                "ip, netmask and gateway belong to bootproto: static", "set it, or remove them"
            )
        if self.bond and (self.device is None or ":" in self.device or self.device in ("link", "bootif")):
            raise values.wrong("a bond needs a device of its own", "name it: device: bond0")
        if self.bond and self.device in self.bond.slaves:
            raise values.wrong("the bond is its own slave", "list the NICs as slaves")
        return self


class Partition(Record):
    """One `part` command. Its size is in MiB."""

    mount: MountPoint | None = Field(
        None, description="mount point, swap, biosboot or prepboot; none for a volume group's part"
    )
    fstype: FsType | None = None
    size: MiB | None = Field(None, description="MiB; with grow the minimum")
    grow: Bool = False
    maxsize: MiB | None = None
    recommended: Bool = False
    disk: Disk | None = Field(None, description="one of disks; default: the installer chooses among disks")
    label: FileSystemLabel | None = None
    fsoptions: FileSystemOptions | None = None
    asprimary: Bool = False
    volume_group: Name | None = Field(None, description="this partition is a physical volume of that group")


class LogicalVolume(Record):
    """One `logvol` command. Its size is in MiB."""

    mount: MountPoint
    fstype: FsType = "xfs"
    size: MiB | None = None
    percent: Annotated[Int, Field(ge=1, le=100)] | None = Field(None, description="of the group's free space")
    grow: Bool = False
    maxsize: MiB | None = None
    recommended: Bool = Field(False, description="of swap: the installer computes the size")
    label: FileSystemLabel | None = None
    fsoptions: FileSystemOptions | None = None

    @model_validator(mode="after")
    def _one_size(self) -> LogicalVolume:
        if sum((self.size is not None, self.percent is not None, self.recommended)) != 1:
            raise values.wrong("a volume has one of size, percent and recommended", "give size in MiB")
        if self.mount in ("biosboot", "prepboot", "/boot/efi"):
            raise values.wrong(f"{self.mount} cannot be a logical volume", "list it under partitions")
        if self.recommended and self.mount != "swap":
            raise values.wrong("recommended is for swap alone", "give size in MiB")
        return self


class VolumeGroup(Record):
    """One `volgroup` command and its volumes."""

    pesize: Annotated[Int, Field(ge=1)] | None = Field(None, description="KiB")
    volumes: dict[Name, LogicalVolume] = Field(min_length=1)


class Storage(Record):
    """How the disks that may be erased are laid out.

    `autopart` makes the release's own layout; otherwise `partitions` (and `volume_groups`) say everything.
    """

    autopart: Literal["lvm", "plain", "thinp", "btrfs"] | None = None
    fstype: FsType | None = Field(None, description="with autopart")
    no_home: Bool = Field(False, description="with autopart: no separate /home")
    no_swap: Bool = Field(False, description="with autopart: no swap")
    partitions: tuple[Partition, ...] = ()
    volume_groups: dict[Name, VolumeGroup] = Field(default_factory=dict)
    reqpart: Bool = Field(
        False, description="add what the platform needs (EFI system partition, biosboot, PReP)"
    )
    disklabel: Literal["gpt", "msdos"] | None = None

    @model_validator(mode="after")
    def _one_layout(self) -> Storage:
        if self.autopart and (self.partitions or self.volume_groups):
            raise values.wrong("autopart and partitions are two layouts", "keep one")
        if not self.autopart and not self.partitions:
            raise values.wrong(
                "the layout is empty", "set autopart: lvm, autopart: plain, or list partitions"
            )
        groups = {part.volume_group for part in self.partitions if part.volume_group}
        if groups != set(self.volume_groups):
            odd = sorted(groups ^ set(self.volume_groups))
            raise values.wrong(
                f"volume group {values.shown(odd[0])} is named on one side only",
                "name it in volume_groups and as volume_group of a partition",
            )
        for part in self.partitions:
            if (part.mount is None) == (part.volume_group is None):
                raise values.wrong("a partition has either mount or volume_group", "give one of the two")
            if (part.size is None) == (not part.recommended):
                raise values.wrong(
                    "a partition needs a size in MiB", "give size (with grow: true as a minimum)"
                )
            if part.recommended and part.mount != "swap":
                raise values.wrong("recommended is for swap alone", "give size in MiB")
            if part.maxsize is not None and not part.grow:
                raise values.wrong("maxsize is the limit of a partition that grows", "add grow: true")
        mounts = [part.mount for part in self.partitions if part.mount]
        mounts += [volume.mount for group in self.volume_groups.values() for volume in group.volumes.values()]
        values.unique([mount for mount in mounts if mount != "swap"], "mount point")
        if not self.autopart and "/" not in mounts:
            raise values.wrong("no partition or volume is mounted at /", "add one")
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
    packages: Annotated[tuple[Package, ...], OneOrMany] = ("@core",)
    packages_options: PackageOptions = PackageOptions()
    repos: dict[Name, AdditionalRepo] = Field(
        default_factory=dict, description="further package repositories"
    )
    disks: Disks = Field((), description="the only disks that an install may touch; a host can name its own")
    storage: Storage = Storage(autopart="lvm")
    bootloader: Bootloader = Bootloader()
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


class HostInstall(Record):
    """What one host changes of its profile."""

    disks: Disks = Field((), description="the only disks that an install may touch")
    storage: Storage | None = None
    network: tuple[Nic, ...] | None = None
    kernel_args: Annotated[tuple[KernelArgument, ...], OneOrMany] = Field(
        (), description="added to the profile's"
    )
    packages: Annotated[tuple[Package, ...], OneOrMany] = Field((), description="added to the profile's")
    rootpw: RootPassword | None = None
    variables: dict[Name, Variable] = Field(default_factory=dict)
