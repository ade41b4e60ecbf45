"""Configurations of pxelinux, by the rules of syslinux's own documentation (CONFIG).

A directive is a line; nothing in a line is quoted or expanded. `PROMPT 0`, `NOESCAPE 1` and `ALLOWOPTIONS 0` leave the
person at the keyboard no other choice than those offered. An install that cannot load its kernel is tried again after
`RETRY` seconds, because an armed machine must not wait at a prompt for somebody to come.
"""

from __future__ import annotations

from salt_pxe.boot.decision import Decision, Install, Local, Menu, offered_install
from salt_pxe.installers.kernel_line import bootif
from salt_pxe.site.artefact import MARK
from salt_pxe.site.console import Serial, serial
from salt_pxe.site.environment import template
from salt_pxe.site.site import Site

RETRY = 30
"""Seconds."""

FOLDER = "pxelinux.cfg"


def machine_path(mac: str) -> str:
    """Return the path of one machine's own configuration: hardware type and MAC address, lower case, with dashes."""
    return f"{FOLDER}/{bootif(mac)}"


def machine(site: Site, decision: Local | Install) -> str:
    """Return the configuration of a machine that has its own."""
    head = _head(serial(site))
    if isinstance(decision, Local):
        return f"{head}DEFAULT local\n\n{_local()}"
    return f"{head}DEFAULT install\nTIMEOUT {RETRY * 10}\n\n{_install('install', decision)}"


def shared(site: Site, unknown: Decision) -> dict[str, str]:
    """Return the configuration of every machine that has none of its own, by its path."""
    text = _menu(site, unknown) if isinstance(unknown, Menu) else machine(site, unknown)
    return {f"{FOLDER}/default": text}


def _head(port: Serial | None) -> str:
    # SERIAL has to be the first directive.
    line = f"SERIAL {port.unit} {port.speed}\n" if port else ""
    return f"# {MARK}\n{line}PROMPT 0\nNOESCAPE 1\nALLOWOPTIONS 0\n"


def _local() -> str:
    return "LABEL local\n  SAY Booting from disk\n  LOCALBOOT 0\n"


def _install(label: str, what: Install) -> str:
    initrds = ",".join([what.initrd, *([what.ca] if what.ca else [])])
    # IPAPPEND 2 makes BOOTIF where the machine is not known by name.
    more = "" if any(arg.startswith("BOOTIF=") for arg in what.args) else "  IPAPPEND 2\n"
    return (
        f"LABEL {label}\n  SAY Installing: {what.answers_url}\n  KERNEL {what.kernel}\n  INITRD {initrds}\n{more}"
        f"  APPEND {' '.join(what.args)}\n"
    )


def _menu(site: Site, menu: Menu) -> str:
    installs = [(name, _install(f"install-{name}", offered_install(site, name))) for name in menu.profiles]
    return template(__package__, "pxelinux.cfg/menu.j2").render(
        head=_head(serial(site)), local=_local(), installs=installs, timeout=menu.timeout * 10
    )
