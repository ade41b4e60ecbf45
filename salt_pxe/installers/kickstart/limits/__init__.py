"""What Anaconda of a release refuses, misreads or drops of what pykickstart takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.installers.kickstart import syntax
from salt_pxe.installers.kickstart.limits import (
    boot_devices,
    dropped_options,
    kernel_options,
    root_directories,
    small_sizes,
    storage_types,
    volume_limits,
)
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site


def faults(layout: DiskLayout) -> Iterator[Problem]:
    """Yield what stops the install of a layout, or installs another one."""
    release = syntax.parse(layout.release)
    if release is None:
        return  # the door says so of the release itself
    yield from storage_types.autopart(layout, release)
    yield from storage_types.file_systems_of_release(layout, release)
    yield from storage_types.sizes_of_types(layout, release)
    yield from root_directories.own_file_systems(layout)
    yield from kernel_options.gone(layout, release)
    yield from volume_limits.extents(layout)
    yield from volume_limits.names(layout)
    yield from boot_devices.boot_partitions(layout, release)
    yield from boot_devices.boot_file_system(layout)


def cautions(layout: DiskLayout) -> Iterator[Problem]:
    """Yield what of a layout is not in the installed system."""
    release = syntax.parse(layout.release)
    if release is None:
        return
    yield from dropped_options.options(layout)
    yield from dropped_options.labels(layout)
    yield from dropped_options.types(layout)
    yield from storage_types.enlarged(layout, release)
    yield from small_sizes.too_small(layout)
    yield from boot_devices.primary_partitions(layout, release)


def boot_loader(site: Site, profile: str) -> Iterable[Problem]:
    """Yield a boot loader in a partition, which Anaconda refuses since RHEL 7 (`GRUB2` in its boot loader module)."""
    if site.profiles[profile].bootloader.location == "partition":
        yield Problem(
            f"pxe:profiles:{profile}:bootloader:location",
            "no release that is known here installs its boot loader into a partition",
        )
