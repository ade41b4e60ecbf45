"""What a release's parser should understand when it reads the kickstart of an installation.

This is said in the parser's own attribute names, from the installation alone: it knows nothing of how the kickstart is
written, so that a mistake there shows. Only what differs from an unused command is said, as in
`reading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pykickstart import constants

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.check.expected_accounts import accounts
from salt_pxe.installers.kickstart.check.expected_disks import disks
from salt_pxe.installers.kickstart.check.expected_sections import Attributes, ExpectedSection, Read, sections
from salt_pxe.installers.kickstart.syntax import syntax_of
from salt_pxe.installers.kickstart.zone_names import zone_name
from salt_pxe.site.profiles.nics import Nic

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
class Expected:
    """What is meant: for each command what each use of it sets, the packages, and the sections."""

    commands: dict[str, tuple[Attributes, ...]]
    packages: Attributes
    sections: tuple[ExpectedSection, ...]


def expected(what: Installation, read: Read) -> Expected:
    """Return what is meant by an installation; `read` gets the text of a `salt://` file."""
    groups = {
        **_machine(what),
        **_system(what),
        **accounts(what),
        **disks(what),
    }
    return Expected(
        {name: tuple(map(_said, uses)) for name, uses in groups.items() if uses},
        _said(_packages(what)),
        sections(what, read),
    )


def _said(attributes: Attributes) -> Attributes:
    """Leave out what says nothing. `onboot` alone is on in an unused command."""
    return {
        key: value
        for key, value in attributes.items()
        if key == "onboot" or not (value is None or value is False or value == "" or value == ())
    }


def _machine(what: Installation) -> dict[str, list[Attributes]]:
    said = what.declared
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
    said, firewall = what.declared, what.declared.firewall
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
                "timezone": zone_name(syntax_of(what), said.timezone.zone),
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
    said = what.declared.packages_options
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
