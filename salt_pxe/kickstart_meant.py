"""What should a release's parser understand when it reads the kickstart of an installation?

This is said in the parser's own attribute names, from the installation alone: it knows nothing of how the kickstart is
written, so that a mistake there shows. Only what differs from an unused command is said, as in
`salt_pxe.kickstart_reading`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pykickstart import constants

from salt_pxe.installation import Installation
from salt_pxe.profile import LogicalVolume, Nic, Partition, PostSection, Section, User

Attributes = dict[str, Any]
Read = Callable[[str], str]

_LAYOUTS = {"plain": 0, "btrfs": 1, "lvm": 2, "thinp": 3}
_SELINUX = {
    "enforcing": constants.SELINUX_ENFORCING,
    "permissive": constants.SELINUX_PERMISSIVE,
    "disabled": constants.SELINUX_DISABLED,
}
_MODES = {
    "text": constants.DISPLAY_MODE_TEXT,
    "graphical": constants.DISPLAY_MODE_GRAPHICAL,
    "cmdline": constants.DISPLAY_MODE_CMDLINE,
}
_FIRSTBOOT = {
    "disabled": constants.FIRSTBOOT_SKIP,
    "enabled": constants.FIRSTBOOT_DEFAULT,
    "reconfig": constants.FIRSTBOOT_RECONFIG,
}
_FINISH = {
    "reboot": constants.KS_REBOOT,
    "poweroff": constants.KS_SHUTDOWN,
    "halt": constants.KS_WAIT,
}
_FSTYPES = {"swap": "swap", "/boot/efi": "efi", "biosboot": "biosboot", "prepboot": "prepboot"}


@dataclass(frozen=True)
class MeantSection:
    """A section: its name, the words or attributes of its first line, its body or texts that it must hold."""

    name: str
    words: tuple[str, ...] | None
    attributes: Attributes
    body: str | None
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meant:
    """What is meant: for each command what each use of it sets, the packages, and the sections."""

    commands: dict[str, tuple[Attributes, ...]]
    packages: Attributes
    sections: tuple[MeantSection, ...]


def meant(what: Installation, read: Read) -> Meant:
    """Return what is meant by an installation; `read` gets the text of a `salt://` file."""
    groups = {
        **_machine(what),
        **_system(what),
        **_accounts(what),
        **_disks(what),
    }
    return Meant(
        {name: tuple(map(_said, uses)) for name, uses in groups.items() if uses},
        _said(_packages(what)),
        _sections(what, read),
    )


def _said(attributes: Attributes) -> Attributes:
    """Leave out what says nothing. `onboot` alone is on in an unused command."""
    return {
        key: value
        for key, value in attributes.items()
        if key == "onboot" or not (value is None or value is False or value == "" or value == ())
    }


def _machine(what: Installation) -> dict[str, list[Attributes]]:
    said = what.said
    return {
        said.mode: [{"displayMode": _MODES[said.mode]}],
        "url": [{"url": what.url}],
        "repo": [
            {
                "name": name,
                "baseurl": repo.baseurl,
                "cost": repo.cost,
                "proxy": repo.proxy,
                "install": repo.install,
            }
            for name, repo in sorted(said.repos.items())
        ],
        "network": [_nic(nic, what.hostname if nic is what.network[0] else None) for nic in what.network],
        "firstboot": [{"firstboot": _FIRSTBOOT[said.firstboot]}],
        "eula": [{"agreed": True}] if said.eula_agreed else [],
        "skipx": [{"skipx": True}] if said.skipx else [],
        said.finish: [{"action": _FINISH[said.finish]}],
    }


def _nic(nic: Nic, hostname: str | None) -> Attributes:
    found: Attributes = {
        "device": nic.device,
        "bootProto": None if nic.bootproto == "dhcp" else nic.bootproto,
        "ip": nic.ip,
        "netmask": nic.netmask,
        "gateway": nic.gateway,
        "nameserver": ",".join(nic.nameservers),
        "mtu": None if nic.mtu is None else str(nic.mtu),
        "nodefroute": nic.nodefroute,
        "activate": nic.activate,
        "noipv6": nic.ipv6 == "off",
        "ipv6": None if nic.ipv6 == "off" else nic.ipv6,
        "hostname": hostname,
    }
    if not nic.onboot:
        found["onboot"] = False
    if nic.bond:
        found |= {"bondslaves": ",".join(nic.bond.slaves), "bondopts": nic.bond.options}
    if nic.vlan:
        found |= {"vlanid": str(nic.vlan.id), "interfacename": nic.vlan.interface_name}
    return found


def _system(what: Installation) -> dict[str, list[Attributes]]:
    said, firewall = what.said, what.said.firewall
    servers = said.timezone.ntp_servers
    timesource = what.release.version >= (9 if what.release.family == "el" else 34)
    rules = {"ports": firewall.ports, "trusts": firewall.trust, "services": firewall.services}
    services = {"enabled": said.services.enabled, "disabled": said.services.disabled}
    return {
        "lang": [{"lang": said.lang, "addsupport": said.addsupport}],
        "keyboard": [
            {
                "vc_keymap": said.keyboard.vckeymap,
                "x_layouts": said.keyboard.xlayouts,
                "switch_options": said.keyboard.switch,
            }
        ],
        "timezone": [
            {
                "timezone": said.timezone.zone,
                "isUtc": said.timezone.utc,
                "ntpservers": () if timesource else tuple(servers),
            }
        ],
        "timesource": [{"ntp_server": server} for server in servers] if timesource else [],
        "selinux": [{"selinux": _SELINUX[said.selinux]}],
        "firewall": [{"enabled": True, **rules}] if firewall.enabled else [{}],
        "services": [services] if any(services.values()) else [],
    }


def _accounts(what: Installation) -> dict[str, list[Attributes]]:
    said = what.said
    keys = _keys(what) if _knows_sshkey(what) else []
    locked = what.rootpw == "locked"
    allow = said.rootpw_allow_ssh and what.release.version >= (9 if what.release.family == "el" else 37)
    password = {"isCrypted": True, "password": what.rootpw, "allow_ssh": allow}
    return {
        "rootpw": [{"lock": True} if locked else password],
        "group": [{"name": name, "gid": gid} for name, gid in sorted(said.groups.items())],
        "user": [_user(name, user) for name, user in sorted(said.users.items())],
        "sshkey": [{"username": name, "key": key} for name, key in keys],
    }


def _user(name: str, user: User) -> Attributes:
    return {
        "name": name,
        "groups": user.groups,
        "uid": user.uid,
        "gid": user.gid,
        "gecos": user.gecos,
        "homedir": user.homedir,
        "shell": user.shell,
        "lock": user.password is None,
        "isCrypted": user.password is not None,
        "password": user.password,
    }


def _knows_sshkey(what: Installation) -> bool:
    return what.release.family == "fedora" or what.release.version >= 8


def _keys(what: Installation) -> list[tuple[str, str]]:
    accounts = [
        ("root", what.said.ssh_keys),
        *((name, user.ssh_keys) for name, user in sorted(what.said.users.items())),
    ]
    return [(name, key) for name, keys in accounts for key in keys]


def _disks(what: Installation) -> dict[str, list[Attributes]]:
    said, storage = what.said.bootloader, what.storage
    autopart = {
        "autopart": True,
        "type": _LAYOUTS.get(storage.autopart or ""),
        "lvm": None,
        "fstype": storage.fstype,
        "nohome": storage.no_home,
        "noswap": storage.no_swap,
    }
    volumes = [
        (group, name, volume)
        for group, said_ in sorted(storage.volume_groups.items())
        for name, volume in said_.volumes.items()
    ]
    physical = _physical(what)
    return {
        "ignoredisk": [{"onlyuse": what.disks}],
        "zerombr": [{"zerombr": True}],
        "clearpart": [
            {
                "type": constants.CLEARPART_TYPE_ALL,
                "drives": what.disks,
                "initAll": True,
                "disklabel": storage.disklabel,
            }
        ],
        "bootloader": [
            {
                "location": "mbr" if said.location is None else said.location,
                "bootDrive": what.boot_drive,
                "appendLine": " ".join(said.append),
                "timeout": said.timeout,
                "isCrypted": said.password is not None,
                "password": said.password,
                "leavebootorder": said.leavebootorder,
            }
        ],
        "autopart": [autopart] if storage.autopart else [],
        "reqpart": [{"reqpart": True}] if storage.reqpart and not storage.autopart else [],
        "part": [_part(mount, partition) for mount, partition in physical],
        "volgroup": [
            {
                "vgname": name,
                "pesize": group.pesize,
                "physvols": tuple(mount for mount, partition in physical if partition.volume_group == name),
            }
            for name, group in sorted(storage.volume_groups.items())
        ],
        "logvol": [_volume(group, name, volume) for group, name, volume in volumes],
    }


def _physical(what: Installation) -> list[tuple[str, Partition]]:
    """Return each partition with its mount point; those of volume groups are numbered pv.1, pv.2 ..."""
    found, number = [], 0
    for partition in what.storage.partitions:
        if partition.mount is None:
            number += 1
        found.append((partition.mount or f"pv.{number}", partition))
    return found


def _part(mount: str, partition: Partition) -> Attributes:
    return {
        "mountpoint": mount,
        "fstype": partition.fstype or _FSTYPES.get(mount),
        "disk": partition.disk,
        "size": partition.size,
        "recommended": partition.recommended,
        "grow": partition.grow,
        "maxSizeMB": partition.maxsize,
        "primOnly": partition.asprimary,
        "label": partition.label,
        "fsopts": partition.fsoptions,
    }


def _volume(group: str, name: str, volume: LogicalVolume) -> Attributes:
    return {
        "mountpoint": volume.mount,
        "vgname": group,
        "name": name,
        "fstype": "swap" if volume.mount == "swap" else volume.fstype,
        "size": volume.size,
        "percent": volume.percent,
        "recommended": volume.recommended,
        "grow": volume.grow,
        "maxSizeMB": volume.maxsize,
        "label": volume.label,
        "fsopts": volume.fsoptions,
    }


def _packages(what: Installation) -> Attributes:
    """Return the packages as the parser sorts them: names, groups and an environment, wanted and not wanted."""
    said = what.said.packages_options
    wanted = [package for package in what.packages if not package.startswith("-")]
    denied = [package[1:] for package in what.packages if package.startswith("-")]
    environments = [package[2:] for package in wanted if package.startswith("@^")]
    weak = what.release.version >= (8 if what.release.family == "el" else 24)
    return {
        "packageList": tuple(sorted(package for package in wanted if not package.startswith("@"))),
        "groupList": _groups(
            package for package in wanted if package.startswith("@") and not package.startswith("@^")
        ),
        "environment": environments[-1] if environments else None,
        "excludedList": tuple(sorted(package for package in denied if not package.startswith("@"))),
        "excludedGroupList": _groups(package for package in denied if package.startswith("@")),
        "excludeDocs": said.exclude_docs,
        "excludeWeakdeps": said.exclude_weakdeps and weak,
        "handleMissing": constants.KS_MISSING_IGNORE if said.ignore_missing else None,
        "multiLib": said.multilib,
        "instLangs": said.inst_langs,
        "nocore": said.no_core,
    }


def _groups(packages: Any) -> tuple[tuple[str, int], ...]:
    return tuple((package[1:], constants.GROUP_DEFAULT) for package in packages)


def _sections(what: Installation, read: Read) -> tuple[MeantSection, ...]:
    said = what.said
    found = [MeantSection("%packages", None, {}, None)]
    found += [
        MeantSection("%addon", (name, *addon.arguments), {}, addon.body.rstrip("\n"))
        for name, addon in sorted(said.addons.items())
    ]
    if said.kdump is not None:
        words = ("--enable", "--reserve-mb=auto") if said.kdump else ("--disable",)
        found.append(MeantSection("%addon", ("com_redhat_kdump", *words), {}, ""))
    for name, sections, kind in (
        ("%pre", said.pre, constants.KS_SCRIPT_PRE),
        ("%pre-install", said.pre_install, constants.KS_SCRIPT_PREINSTALL),
        ("%onerror", said.onerror, constants.KS_SCRIPT_ONERROR),
        ("%traceback", said.traceback, constants.KS_SCRIPT_TRACEBACK),
        ("%post", said.post, constants.KS_SCRIPT_POST),
    ):
        if name == "%post" and not _knows_sshkey(what) and _keys(what):
            holds = tuple(shlex.quote(key) for _, key in _keys(what))
            found.append(MeantSection("%post", None, _script(kind, PostSection(script="-")), None, holds))
        for section in sections:
            text = section.script if section.script is not None else read(str(section.source))
            found.append(MeantSection(name, None, _script(kind, section), text.rstrip("\n")))
    return tuple(found)


def _script(kind: int, section: Section) -> Attributes:
    return {
        "type": kind,
        "interp": section.interpreter or "/bin/sh",
        "log": section.log,
        "errorOnFail": section.erroronfail,
        "chroot": isinstance(section, PostSection) and not section.nochroot,
    }
