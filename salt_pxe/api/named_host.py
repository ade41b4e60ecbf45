"""The machine that a call means: a host name, and its site where several sites have a machine of that name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from salt_pxe.api.context import Refused, checked
from salt_pxe.arming.request import Request
from salt_pxe.ledger import history, machines
from salt_pxe.ledger.machines import Seen
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.rows import Enrolled
from salt_pxe.site import values


@dataclass(frozen=True, slots=True)
class NamedHost:
    """What the ledger has of a name: in one site, or in none where it knows nothing of it."""

    name: str
    site: str | None
    requests: tuple[Request, ...] = ()
    """Of every machine that ever had the name there, the oldest first."""
    enrolled: Enrolled | None = None
    called: dict[int, str] | None = None
    """A request's number to the name that its machine had last, where that is another one."""

    @property
    def own(self) -> tuple[Request, ...]:
        """The requests of the machine that has the name now, and not of one that had it before."""
        return tuple(row for row in self.requests if row.number not in (self.called or {}))


def site_name(site: object) -> str | None:
    """Return the site that a call names, None where it names none. Raises Refused."""
    return None if site is None else checked("site", values.name, site)


def named_host(reader: Reader, host: str, site: str | None, request: str | None = None) -> NamedHost:
    """Return what the ledger has of a name, or only of this request of it.

    Raises Refused with the sites where several have a machine of the name and the call says none of them. A machine
    that was retired counts only where there is no other.
    """
    rows = machines.named(reader, host, site, request)
    had = machines.seen(reader, [row.number for row in rows])
    enrolled = history.enrolled(reader, host, site)
    at = {row.number: _site(had[row.number], host) for row in rows}
    sites = {one.site for one in enrolled} | {at[row.number] for row in rows if row.retired_at is None}
    sites = sites - {""} or {*at.values()} - {""}
    if site is None:
        refuse_several(host, sites)
    only = next(iter(sites), site)
    return NamedHost(
        host,
        only,
        tuple(row for row in rows if at[row.number] in ("", only)),
        next((one for one in enrolled if one.site == only), None),
        {number: seen.names[-1][1] for number, seen in had.items() if not _is_last(seen, host)},
    )


def refuse_several(host: str, sites: Iterable[str]) -> None:
    """Raise Refused where a name is one of several sites."""
    found = sorted(set(sites))
    if len(found) > 1:
        reason = f"the sites {', '.join(found)} have a machine named {host}: say which (site=...)"
        raise Refused("several_sites", reason, sites=found)


def _site(seen: Seen, host: str) -> str:
    """Return the site in which a machine had a name, the last one."""
    return [site for site, name in seen.names if name.lower() == host.lower()][-1]


def _is_last(seen: Seen, host: str) -> bool:
    return seen.names[-1][1].lower() == host.lower()
