"""What machines are told to boot, and from where, by more than their own firmware's class."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.boot.class_members import may_boot, possible_firmware
from salt_pxe.boot.firmware import served
from salt_pxe.site import scopes
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from salt_pxe.site.values.reserved_options import CODES

_CONFIGURATIONS = ("loader-configfile", "loader-pathprefix")


def one_boot_file(site: Site) -> Iterator[Problem]:
    """A boot file that is said for everybody is given to each firmware, and each can load its own alone."""
    if len(served(site)) < 2:
        return
    for path, scope, _ in scopes.scopes(site):
        one = site.classes.get(path.removeprefix("pxe:classes:")) if path.startswith("pxe:classes:") else None
        if one is not None and one.match.user_class is not None:
            continue  # members have loaded a loader already, whose scripts are the same for each firmware
        firmware = served(site) if one is None else possible_firmware(site, one.match)
        if len(firmware) < 2:
            continue
        names = " and ".join(kind.name for kind in firmware)
        where = "leave it out: each firmware gets its own loader; or say it in a class"
        hint = where if one is None else "add architecture to the match, or leave it out"
        for key, named in (
            ("filename", scope.filename),
            ("options:bootfile-name", scope.options.get("bootfile-name")),
        ):
            if named:
                yield Problem(
                    f"{path}:{key}",
                    f"is given to machines of every firmware ({names}), which cannot load each other's files",
                    hint,
                )


def foreign_servers(site: Site) -> Iterator[Problem]:
    """Another server than the kickstart server is asked for a loader that it need not have."""
    own = {site.server.address, site.server.tls.name if site.server.tls else None}
    for path, scope in _told(site):
        named = scope.options.get("tftp-server-name")
        if scope.next_server not in (None, site.server.address) and not scope.filename:
            yield Problem(
                f"{path}:next_server",
                f"machines ask {scope.next_server} for the loader, and not the kickstart server",
                "leave it out, or say the filename that this server has",
            )
        if named is not None and named not in own:
            yield Problem(
                f"{path}:options:tftp-server-name",
                f"some firmware asks {named} for its loader, and not the kickstart server",
                "leave it out, or say it in a class whose members do not boot over the network",
            )


def foreign_configurations(site: Site) -> Iterator[Problem]:
    """A loader that follows RFC 5071 reads what it is told in the place of the machine's own configuration."""
    names = {*_CONFIGURATIONS}
    names |= {
        name for name, one in site.dhcp.option_definitions.items() if CODES.get(one.code) in _CONFIGURATIONS
    }
    for path, scope in _told(site):
        for name in sorted(names & scope.options.keys()):
            yield Problem(
                f"{path}:options:{name}",
                "a loader that follows it does not find the machine's own configuration, and installs nothing",
                "leave it out, or say it in a class whose members are not installed from here",
            )


def one_name(site: Site) -> Iterator[Problem]:
    """A host name that is said for everybody is that of many machines."""
    for path, scope, _ in scopes.scopes(site):
        if "host-name" in scope.options and not path.startswith("pxe:classes:"):
            yield Problem(
                f"{path}:options:host-name",
                f"every machine that is not declared gets the one name {scope.options['host-name']}",
                "leave it out: a declared host gets its own",
            )


def _told(site: Site) -> Iterator[tuple[str, DhcpScope]]:
    """Yield each scope that tells machines what to boot: those of classes that they may be in, and of armed hosts."""
    macs = [mac for host in site.hosts.values() for mac in host.mac]
    for path, scope, _ in scopes.scopes(site):
        one = site.classes.get(path.removeprefix("pxe:classes:")) if path.startswith("pxe:classes:") else None
        if one is None or may_boot(site, one.match, macs):
            yield path, scope
    for path, scope, _ in scopes.host_scopes(site):
        if site.hosts[path.split(":")[2]].install:
            yield path, scope
