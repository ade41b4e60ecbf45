"""Whether each layout of disks works: what no installer makes of it, and what the profile's own does not."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.rules.storage import (
    labels,
    layouts,
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
    for installer, layout in layouts.of(site):
        told: set[str] = set()
        for find in (
            mounted_types.special_types,
            mounted_types.kernel_directories,
            mounted_types.mounted_twice,
            labels.too_long,
            labels.with_points,
            mount_options.of_another_type,
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
    for installer, layout in layouts.of(site):
        yield from layouts.unstable_disks(layout)
        yield from sizes.limits(layout)
        yield from installer.layout_cautions(layout)
