"""What should a release's parser understand when it reads the kickstart of an installation?

This is said in the parser's own attribute names, from the installation alone: it knows nothing of how the kickstart is
written, so that a mistake there shows. Only what differs from an unused command is said, as in
`salt_pxe.kickstart_check.reading`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pykickstart import constants

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.check.expected_accounts import accounts, keys, knows_sshkey
from salt_pxe.installers.kickstart.check.expected_disks import disks
from salt_pxe.installers.kickstart.syntax import syntax_of
from salt_pxe.site.profiles.nics import Nic
from salt_pxe.site.profiles.scripts import PostSection, Section

Attributes = dict[str, Any]
Read = Callable[[str], str]

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
        **accounts(what),
        **disks(what),
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
    timesource = syntax_of(what).version >= (9 if syntax_of(what).family == "el" else 34)
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


def _packages(what: Installation) -> Attributes:
    """Return the packages as the parser sorts them: names, groups and an environment, wanted and not wanted."""
    said = what.said.packages_options
    wanted = [package for package in what.packages if not package.startswith("-")]
    denied = [package[1:] for package in what.packages if package.startswith("-")]
    environments = [package[2:] for package in wanted if package.startswith("@^")]
    weak = syntax_of(what).version >= (8 if syntax_of(what).family == "el" else 24)
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
    reports = what.report is not None and what.report.token is not None
    for name, sections, kind in (
        ("%pre", said.pre, constants.KS_SCRIPT_PRE),
        ("%pre-install", said.pre_install, constants.KS_SCRIPT_PREINSTALL),
        ("%onerror", said.onerror, constants.KS_SCRIPT_ONERROR),
        ("%traceback", said.traceback, constants.KS_SCRIPT_TRACEBACK),
        ("%post", said.post, constants.KS_SCRIPT_POST),
    ):
        if name == "%post" and not knows_sshkey(what) and keys(what):
            holds = tuple(shlex.quote(key) for _, key in keys(what))
            found.append(MeantSection("%post", None, _script(kind, PostSection(script="-")), None, holds))
        if reports and name in ("%pre", "%onerror"):
            holds = _said_by(what) if name == "%pre" else ("report failed",)
            found.append(MeantSection(name, None, _script(kind, Section(script="-")), None, holds))
        for section in sections:
            text = section.script if section.script is not None else read(str(section.source))
            found.append(MeantSection(name, None, _script(kind, section), text.rstrip("\n")))
    if what.report:
        kind = constants.KS_SCRIPT_POST
        holds = (*_said_by(what), *_said_to_the_minion(what))
        found.append(MeantSection("%post", None, _script(kind, PostSection(script="-")), None, holds))
    return tuple(found)


def _said_by(what: Installation) -> tuple[str, ...]:
    """Return the lines in which a report names its machine, and where it is sent."""
    report = what.report
    assert report is not None
    said = {
        "event_url": report.event_url,
        "armed_url": report.armed_url,
        "host": report.host,
        "mac": report.mac,
        "request": report.request,
        "minion_id": what.minion_id,
        "token": report.token,
        "ca": report.ca,
    }
    return tuple(f"{name}={shlex.quote(value)}\n" for name, value in said.items() if value is not None)


def _said_to_the_minion(what: Installation) -> tuple[str, ...]:
    """Return what the last script must hold for the machine's minion: its master, and what pillar has it run."""
    minion, report = what.said.minion, what.report
    if not minion.enabled or report is None or what.master is None:
        return ()
    found = [f'"master": "{what.master}"']
    if report.master_finger is not None:
        found.append(f'"master_finger": "{report.master_finger}"')
    if report.token is not None:
        found.append('"autosign_grains": ["salt_pxe_proof"]')
    found += [f'"{key}":' for key in minion.config]
    if minion.command is not None:
        found.append(shlex.quote(minion.command.rstrip("\n")))
    return tuple(found)


def _script(kind: int, section: Section) -> Attributes:
    return {
        "type": kind,
        "interp": section.interpreter or "/bin/sh",
        "log": section.log,
        "errorOnFail": section.erroronfail,
        "chroot": isinstance(section, PostSection) and not section.nochroot,
    }
