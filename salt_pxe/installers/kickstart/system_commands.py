"""The lines that describe the installed system: language, time, accounts, services.

Each function is named after its command. Where the releases spell a thing differently, it writes what this one reads
without a warning.
"""

from __future__ import annotations

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.directive import directive
from salt_pxe.installers.kickstart.syntax import syntax_of
from salt_pxe.installers.kickstart.zone_names import zone_name

# Which release has a command or an option: the first RHEL and the first Fedora.
HAS_TIMESOURCE = (9, 34)
HAS_SSHKEY = (8, 22)
HAS_ALLOW_SSH = (9, 37)


def lang(installation: Installation) -> str:
    return directive("lang", installation.declared.lang, addsupport=installation.declared.addsupport)


def keyboard(installation: Installation) -> str:
    said = installation.declared.keyboard
    return directive("keyboard", vckeymap=said.vckeymap, xlayouts=said.xlayouts, switch=said.switch)


def timezone(installation: Installation) -> str:
    said = installation.declared.timezone
    servers = () if syntax_of(installation).reads(*HAS_TIMESOURCE) else said.ntp_servers
    zone = zone_name(syntax_of(installation), said.zone) or said.zone
    return directive("timezone", zone, utc=said.utc, ntpservers=servers)


def timesource(installation: Installation) -> tuple[str, ...]:
    if not syntax_of(installation).reads(*HAS_TIMESOURCE):
        return ()
    return tuple(
        directive("timesource", ntp_server=server) for server in installation.declared.timezone.ntp_servers
    )


def rootpw(installation: Installation) -> str:
    allow = installation.declared.rootpw_allow_ssh and syntax_of(installation).reads(*HAS_ALLOW_SSH)
    if installation.rootpw == "locked":
        return directive("rootpw", lock=True)
    return directive("rootpw", installation.rootpw, iscrypted=True, allow_ssh=allow)


def ssh_keys(installation: Installation) -> tuple[tuple[str, str], ...]:
    """Return every account that gets a key, and the key."""
    said = installation.declared
    found = [("root", key) for key in said.ssh_keys]
    found += [(name, key) for name, user in sorted(said.users.items()) for key in user.ssh_keys]
    return tuple(found)


def sshkey(installation: Installation) -> tuple[str, ...]:
    if not syntax_of(installation).reads(*HAS_SSHKEY):
        return ()
    return tuple(directive("sshkey", key, username=name) for name, key in ssh_keys(installation))


def group(installation: Installation) -> tuple[str, ...]:
    return tuple(
        directive("group", name=name, gid=gid) for name, gid in sorted(installation.declared.groups.items())
    )


def user(installation: Installation) -> tuple[str, ...]:
    return tuple(
        directive(
            "user",
            name=name,
            groups=said.groups,
            uid=said.uid,
            gid=said.gid,
            gecos=said.gecos,
            homedir=said.homedir,
            shell=said.shell,
            lock=said.password is None,
            iscrypted=said.password is not None,
            password=said.password,
        )
        for name, said in sorted(installation.declared.users.items())
    )


def firewall(installation: Installation) -> str:
    said = installation.declared.firewall
    if not said.enabled:
        return directive("firewall", disabled=True)
    return directive("firewall", enabled=True, service=said.services, port=said.ports, trust=said.trust)


def services(installation: Installation) -> tuple[str, ...]:
    said = installation.declared.services
    if not said.enabled and not said.disabled:
        return ()
    return (directive("services", enabled=said.enabled, disabled=said.disabled),)


def repo(installation: Installation) -> tuple[str, ...]:
    return tuple(
        directive(
            "repo", name=name, baseurl=said.baseurl, cost=said.cost, proxy=said.proxy, install=said.install
        )
        for name, said in sorted(installation.declared.repos.items())
    )


def flags(installation: Installation) -> tuple[str, ...]:
    """Return the commands that stand alone: eula and skipx."""
    said = installation.declared
    found = [directive("eula", agreed=True)] if said.eula_agreed else []
    return (*found, directive("skipx")) if said.skipx else tuple(found)


def firstboot(installation: Installation) -> str:
    option = {"enabled": "enable", "disabled": "disable", "reconfig": "reconfig"}[
        installation.declared.firstboot
    ]
    return directive("firstboot", **{option: True})
