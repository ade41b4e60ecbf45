"""The lines that lay out the disks. Each function is named after its command and returns whole lines.

Only disks that are named are ever mentioned: `ignoredisk --only-use` hides all others from the installer.
"""

from __future__ import annotations

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.directive import directive
from salt_pxe.site.profiles.storage import Partition


def ignoredisk(installation: Installation) -> str:
    return directive("ignoredisk", only_use=installation.disks)


def clearpart(installation: Installation) -> str:
    return directive(
        "clearpart",
        all=True,
        initlabel=True,
        drives=installation.disks,
        disklabel=installation.storage.disklabel,
    )


def bootloader(installation: Installation) -> str:
    said = installation.declared.bootloader
    return directive(
        "bootloader",
        location=said.location or "mbr",
        boot_drive=installation.boot_drive,
        append=" ".join(said.append),
        timeout=said.timeout,
        iscrypted=said.password is not None,
        password=said.password,
        leavebootorder=said.leavebootorder,
    )


def layout(installation: Installation) -> tuple[str, ...]:
    """Return `autopart`, or `reqpart`, `part`, `volgroup` and `logvol`."""
    storage = installation.storage
    if storage.autopart:
        return (
            directive(
                "autopart",
                type=storage.autopart,
                fstype=storage.fstype,
                nohome=storage.no_home,
                noswap=storage.no_swap,
            ),
        )
    lines = [directive("reqpart")] if storage.reqpart else []
    physical: dict[str, list[str]] = {}
    for partition in storage.partitions:
        mount = partition.mount
        if partition.volume_group is not None:
            mount = f"pv.{sum(map(len, physical.values())) + 1}"
            physical.setdefault(partition.volume_group, []).append(mount)
        lines.append(part(str(mount), partition))
    for group, said in sorted(storage.volume_groups.items()):
        lines.append(directive("volgroup", group, *physical[group], pesize=said.pesize))
    for group, said in sorted(storage.volume_groups.items()):
        for name, volume in said.volumes.items():
            lines.append(
                directive(
                    "logvol",
                    volume.mount,
                    vgname=group,
                    name=name,
                    fstype="swap" if volume.mount == "swap" else volume.fstype,
                    size=volume.size,
                    percent=volume.percent,
                    recommended=volume.recommended,
                    grow=volume.grow,
                    maxsize=volume.maxsize,
                    label=volume.label,
                    fsoptions=volume.fsoptions,
                )
            )
    return tuple(lines)


def part(mount: str, partition: Partition) -> str:
    return directive(
        "part",
        mount,
        fstype=partition.fstype or _fstype(mount),
        ondisk=partition.disk,
        size=partition.size,
        recommended=partition.recommended,
        grow=partition.grow,
        maxsize=partition.maxsize,
        asprimary=partition.asprimary,
        label=partition.label,
        fsoptions=partition.fsoptions,
    )


def _fstype(mount: str) -> str | None:
    """Return the type where the mount point alone decides it; the installer's own default elsewhere."""
    return {"swap": "swap", "/boot/efi": "efi", "biosboot": "biosboot", "prepboot": "prepboot"}.get(mount)
