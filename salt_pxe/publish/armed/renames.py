"""Which machines have had their armed record renamed since a pillar was compiled: that one renames none back."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from salt_pxe.arming.armed import Armed
from salt_pxe.publish.armed.armed_record import ArmedRecord
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.site.site import Site


def renamed_since(
    files: ArmedFiles, site: Site, armed: Armed, former: Mapping[str, Collection[str]]
) -> dict[str, ArmedRecord]:
    """Return the hosts that are armed by another name since the master gave this pillar, and their records.

    Such a pillar has a former name of the machine, and does not count the present one among its other names (`former`).
    One that does is newer: the machine was renamed back. Raises PublishError where a record is damaged.
    """
    records = (files.record(host) for host in files.names() if host not in armed)
    return {
        name: record
        for record in records
        if record
        for name in record.former
        if armed.get(name) == record.request and not set(record.macs).isdisjoint(site.hosts[name].mac)
        if record.host not in former.get(name, ())
    }
