"""Boot options (Anaconda's documentation has a page of them) with which no machine is installed, or not to the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from salt_pxe.installers.kernel_line import ArgumentFault, name_of

_OFF = ("0", "no", "off")
"""What makes a flag false (`getargbool` of dracut-lib)."""

_RESCUE = "boots a system to repair another, and installs nothing", "leave it out, and cancel the install"
_SHELL = "starts a shell and not the installer", "leave it out"
_STOPPED = {
    "inst.rescue": _RESCUE,
    "rescue": _RESCUE,
    "inst.dirinstall": ("installs into a folder, and no disk", "leave it out"),
    "dirinstall": ("installs into a folder, and no disk", "leave it out"),
    "single": _SHELL,
    "emergency": _SHELL,
    "init": _SHELL,
    "rdinit": _SHELL,
}

_WAITING = {
    "inst.nokill": "keeps the machine from its reboot: it waits for somebody",
    "nokill": "keeps the machine from its reboot: it waits for somebody",
    "inst.pauseatsummary": "lets the installer wait for somebody before it begins",
    "rd.break": "stops in a shell, until somebody goes on",
}
_NO_EFFECT = {"inst.ks.all": "is about several kickstarts, and a machine has one"}

_NAMES = """
    addrepo armplatform askmethod autostep cmdline dd debug dhcpclass dirinstall disklabel display dmraid driverdisk
    extlinux geoloc geoloc-use-with-ks gnome-kiosk gpg gpt graphical headless ibft kdump_addon
    kernel.hung_task_timeout_secs keymap kickstart ks ks.all ks.device ks.sendmac ks.sendsn ksdevice ksstrict lang
    leavebootorder live live.ram loglevel mediacheck memcheck method mpath multilib net.noautodefault nodmraid noeject
    nogpt nokill nomemcheck nompath nonibftiscsiboot noninteractive nosave noshell notmux noverifyssl pauseatsummary
    product profile proxy ramdisk_size rdp rdp.password rdp.username remote-debugger repo rescue resolution root sdboot
    selinux singlelang sshd stage2 stage2.all syslog text updates usefbx variant virtiolog vnc vncconnect vncpassword
    wait_for_disks waitfornet webui.remote webui.remote.noauth webui.remote.pin xdriver xtimeout zram"""
KNOWN = frozenset(_NAMES.split())
"""What stands behind `inst.` in RHEL 7 to 10 and Fedora, and in the add-ons that they bring."""


def faults(arguments: Sequence[str]) -> Iterator[ArgumentFault]:
    """Yield what installs nothing, what waits for somebody, and what is nearly an option."""
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if value in _OFF:
            continue
        if name in _STOPPED:
            yield ArgumentFault(index, f"{name} {_STOPPED[name][0]}", _STOPPED[name][1])
        elif name in _WAITING:
            yield ArgumentFault(index, f"{name} {_WAITING[name]}", "leave it out when you are done", False)
        elif name in _NO_EFFECT:
            yield ArgumentFault(index, f"{name} {_NO_EFFECT[name]}", "leave it out", False)
        elif name == "systemd.unit" and value.partition(".")[0] in ("rescue", "emergency"):
            yield ArgumentFault(index, f"{value} {_SHELL[0]}", _SHELL[1])
        elif argument in ("1", "s", "S"):
            yield ArgumentFault(index, f"{argument} {_SHELL[0]}", _SHELL[1])
        elif near := _meant(name):
            yield ArgumentFault(
                index, f"{name} is no option of Anaconda", f"did you mean {' or '.join(near)}?", False
            )


def _meant(name: str) -> list[str]:
    bare = name_of(name).removeprefix("inst.")
    if bare == name or bare in KNOWN or len(bare) > 64:
        return []
    return [f"inst.{one}" for one in get_close_matches(bare, sorted(KNOWN), n=2, cutoff=0.75)]
