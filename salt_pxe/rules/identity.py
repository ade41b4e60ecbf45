"""Every machine is itself and no other: MAC addresses, minion ids and host names stand there once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salt_pxe.rules.references import others
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

_HOST = "the host"
_DEPTH = "pxe:hosts:web01".count(":")


def _once(claims: Iterable[tuple[str, str]], what: str) -> Iterator[Problem]:
    """Tell each path whose value another claims too; `names` alone tells what follows from the hosts' own names."""
    owners: dict[str, list[str]] = {}
    for path, value in claims:
        owners.setdefault(value, []).append(path)
    for value, paths in owners.items():
        if len(paths) > 1 and (what == _HOST or any(path.count(":") > _DEPTH for path in paths)):
            for path in paths:
                also = others(paths, path)
                yield Problem(
                    path, f"{what} {value} stands there twice: also at {also}", "change one of them"
                )


def _mac_claims(site: Site) -> Iterator[tuple[str, str]]:
    for name, host in site.hosts.items():
        if len(host.mac) == 1:
            yield f"pxe:hosts:{name}:mac", host.mac[0]
        else:
            for index, mac in enumerate(host.mac):
                yield f"pxe:hosts:{name}:mac:{index}", mac


def names(site: Site) -> Iterator[Problem]:
    """A host stands in pillar once: `web01` and `WEB01` are one machine, whatever ids and host names they are given."""
    return _once(((f"pxe:hosts:{name}", name.lower()) for name in site.hosts), _HOST)


def macs(site: Site) -> Iterator[Problem]:
    """A MAC address belongs to one host, in whatever spelling it stands there."""
    return _once(_mac_claims(site), "the MAC address")


def minion_ids(site: Site) -> Iterator[Problem]:
    """A minion id belongs to one host: a key must say which machine it is of."""
    claims = (
        (
            f"pxe:hosts:{name}:minion_id" if host.minion_id else f"pxe:hosts:{name}",
            (host.minion_id or name).lower(),
        )
        for name, host in site.hosts.items()
    )
    return _once(claims, "the minion id")


def hostnames(site: Site) -> Iterator[Problem]:
    """A host name belongs to one host (RFC 1123: case does not count)."""
    claims = (
        (
            f"pxe:hosts:{name}:hostname" if host.hostname else f"pxe:hosts:{name}",
            (host.hostname or name).lower(),
        )
        for name, host in site.hosts.items()
    )
    return _once(claims, "the host name")
