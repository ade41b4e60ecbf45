"""Whether each layout of disks works: what no installer makes of it, and what the profile's own does not."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.rules.storage import (
    erased_disks,
    labels,
    layouts,
    mount_effects,
    mount_options,
    mounted_types,
    primary_partitions,
    sizes,
    volume_names,
)
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site


def broken(site: Site) -> Iterator[Problem]:
    """Each layout is one that can be made, and that its machine boots from. A value has one problem, the plainest."""
    yield from erased_disks.boot_drives(site)
    for installer, layout in layouts.of(site):
        told: set[str] = set()
        for find in (
            mounted_types.special_types,
            mounted_types.kernel_directories,
            mounted_types.mounted_twice,
            labels.too_long,
            labels.with_characters_of_others,
            mount_options.of_another_type,
            mount_effects.of_the_system,
            sizes.too_large,
            sizes.smaller_than_an_extent,
            sizes.groups,
            volume_names.reserved,
            primary_partitions.too_many,
            installer.layout_faults,
        ):
            for problem in find(layout):
                if problem.path not in told:
                    told.add(problem.path)
                    yield problem


def warnings(site: Site) -> Iterator[Problem]:
    """What a layout asks for, the installed system has."""
    yield from erased_disks.unstable(site)
    yield from erased_disks.named_twice(site)
    for installer, layout in layouts.of(site):
        yield from sizes.limits(layout)
        yield from labels.used_twice(layout)
        yield from mount_options.unknown(layout)
        yield from installer.layout_cautions(layout)
