"""Which requests are a machine's: by every name and MAC address that it was seen with.

A request keeps the name and the MAC that it was asked for with, for its token is made of them. What the machine is
called later, and which NICs it gets, stands beside it, and is never taken away. Every question goes by an index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, insert, select, union

from salt_pxe.arming.request import EXPIRED, OPEN, Machine, Request
from salt_pxe.ledger.errors import translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.rows import COLUMNS, as_request, numbered, numbers_of, parts
from salt_pxe.ledger.schema import ADDRESSES, NAMES, REQUESTS


@dataclass(slots=True)
class Seen:
    """What the machine of a request was seen with."""

    names: list[tuple[str, str]] = field(default_factory=list)
    """Site and name, the last one at the end."""
    macs: set[str] = field(default_factory=set)

    def has(self, machine: Machine) -> bool:
        """Tell whether a machine was seen just as it is now."""
        return (machine.site, machine.host) in self.names and self.macs.issuperset(machine.macs)

    def is_of(self, machine: Machine) -> bool:
        """Tell whether a machine is the one that was seen: by one of the MACs, or by the name that it had last."""
        return not self.macs.isdisjoint(machine.macs) or machine.is_named(*self.names[-1])

    def is_same(self, other: Seen) -> bool:
        """Tell whether both are one machine, by a MAC or by the name that each had last."""
        (site, name), (its_site, its_name) = self.names[-1], other.names[-1]
        named_so = (site, name.lower()) == (its_site, its_name.lower())
        return named_so or not self.macs.isdisjoint(other.macs)

    def hosts(self, site: str) -> tuple[str, ...]:
        """Return its names in a site, the last one at the end."""
        return tuple(name for at, name in self.names if at == site)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a text that a machine asks for."""

    number: int
    """Of the request: the open one where there is one."""
    is_open: bool
    noted: bool
    """The machine was seen under its name and with its MACs in every request that the text has for it."""
    state: str = ""
    """In which the request ended, empty where it is open; `expired` also where nobody has written that down yet."""


def known(
    reader: Reader, machines: Mapping[str, Machine], texts: Mapping[str, str], now: int
) -> dict[str, Known]:
    """Return by host what is known of its text, for those that the ledger knows. All hosts are of one site."""
    by_name: dict[tuple[str, str], dict[int, set[str]]] = {}
    by_mac: dict[tuple[str, str], set[int]] = {}
    states: dict[int, tuple[bool, str]] = {}
    asked = [(machines[host], text) for host, text in texts.items()]
    sites = {machine.site for machine, _ in asked} | {""}
    opens = REQUESTS.c.open_for.is_not(None) & (REQUESTS.c.deadline > now)
    state = select(REQUESTS.c.id, opens, REQUESTS.c.state)
    with translated(), reader.engine.begin() as connection:
        for part in parts({(machine.host.lower(), text) for machine, text in asked}):
            query = state.add_columns(NAMES.c.name_key, NAMES.c.request, NAMES.c.name)
            query = query.join(NAMES, NAMES.c.request_id == REQUESTS.c.id).where(_named(part, sites))
            for number, opened, said, key, text, name in connection.execute(query):
                by_name.setdefault((key, text), {}).setdefault(number, set()).add(name)
                states[number] = (bool(opened), said)
        for part in parts({(mac, text) for machine, text in asked for mac in machine.macs}):
            had = select(ADDRESSES.c.request_id, ADDRESSES.c.mac, ADDRESSES.c.request)
            for number, mac, text in connection.execute(had.where(_addressed(part))):
                by_mac.setdefault((mac, text), set()).add(number)
        for few in parts({one for numbers in by_mac.values() for one in numbers} - states.keys()):
            for number, opened, said in connection.execute(state.where(REQUESTS.c.id.in_(few))):
                states[number] = (bool(opened), said)
    found = {}
    for machine, text in asked:
        named = by_name.get((machine.host.lower(), text), {})
        addressed = [by_mac.get((mac, text), set()) for mac in machine.macs]
        numbers = set(named).union(*addressed)
        if numbers:
            found[machine.host] = _judged(machine.host, numbers, named, addressed, states)
    return found


def _judged(
    host: str,
    numbers: Collection[int],
    named: Mapping[int, Collection[str]],
    addressed: Collection[Collection[int]],
    states: Mapping[int, tuple[bool, str]],
) -> Known:
    # The open one with its MAC, the open one with its name, the newest that is over.
    best = max(numbers, key=lambda one: (states[one][0], any(one in has for has in addressed), one))
    noted = all(host in named.get(one, ()) and all(one in has for has in addressed) for one in numbers)
    is_open, said = states[best]
    return Known(best, is_open, noted, "" if is_open else EXPIRED if said in OPEN else said)


def seen(reader: Reader, numbers: Collection[int]) -> dict[int, Seen]:
    """Return what the machines of requests were seen with."""
    with translated(), reader.engine.begin() as connection:
        return seen_in(connection, numbers)


def named(reader: Reader, host: str, site: str | None = None, request: str | None = None) -> list[Request]:
    """Return the requests of every machine that was ever seen with a name, the oldest first."""
    query = numbers_of(host, site)
    if request is not None:
        query = query.where(NAMES.c.request == request)
    with translated(), reader.engine.begin() as connection:
        return requests_where(connection, REQUESTS.c.id.in_(query))


def by_text(reader: Reader, machine: Machine, text: str) -> Request | None:
    """Return the request by which a text was used up for a machine, the open one first; None for a new text."""
    return _first(all_by_text(reader, machine, text), machine)


def all_by_text(reader: Reader, machine: Machine, text: str) -> list[Request]:
    """Return every request that had a text for a machine, by its name or one of its MACs."""
    with translated(), reader.engine.begin() as connection:
        return _of_text(connection, machine, text)


def groups(had: Mapping[int, Seen]) -> list[set[int]]:
    """Return which of these requests are of one machine: also those that others of it connect."""
    found: list[set[int]] = []
    for number, seen in had.items():
        mine = [group for group in found if any(seen.is_same(had[one]) for one in group)]
        found = [group for group in found if group not in mine] + [{number}.union(*mine)]
    return found


def of_machine(had: Mapping[int, Seen], machine: Machine) -> set[int]:
    """Return those of these requests that are a machine's, by what it has now or by another of its requests."""
    theirs = [group for group in groups(had) if any(had[one].is_of(machine) for one in group)]
    return set().union(*theirs)


def hosts_of(reader: Reader, request: Request) -> tuple[str, ...]:
    """Return the names of the machine of a request in the site that installs it, the last one at the end."""
    return seen(reader, [request.number])[request.number].hosts(request.site) or (request.host,)


def with_number(reader: Reader, number: int) -> Request | None:
    """Return the request of a number, None where there is none."""
    with translated(), reader.engine.begin() as connection:
        return numbered(connection, number)


def seen_in(connection: Connection, numbers: Collection[int]) -> dict[int, Seen]:
    """Return what the machines of requests were seen with, in a transaction that is under way."""
    found = {number: Seen() for number in numbers}
    for part in parts(found):
        names = select(NAMES.c.request_id, NAMES.c.site, NAMES.c.name).where(NAMES.c.request_id.in_(part))
        for number, site, name in connection.execute(names.order_by(NAMES.c.id)):
            found[number].names.append((site, name))
        macs = select(ADDRESSES.c.request_id, ADDRESSES.c.mac).where(ADDRESSES.c.request_id.in_(part))
        for number, mac in connection.execute(macs):
            found[number].macs.add(mac)
    return found


def of_text(connection: Connection, machine: Machine, text: str) -> Request | None:
    """Return what `by_text` does, in a transaction that is under way."""
    return _first(_of_text(connection, machine, text), machine)


def _first(rows: Iterable[Request], machine: Machine) -> Request | None:
    return max(rows, key=lambda row: (row.state in OPEN, row.mac in machine.macs, row.number), default=None)


def _of_text(connection: Connection, machine: Machine, text: str) -> list[Request]:
    by_name = select(NAMES.c.request_id).where(_named([(machine.host.lower(), text)], (machine.site, "")))
    by_mac = select(ADDRESSES.c.request_id).where(_addressed([(mac, text) for mac in machine.macs]))
    return requests_where(connection, REQUESTS.c.id.in_(_either(by_name, by_mac)))


def requests_where(connection: Connection, *conditions: ColumnElement[bool]) -> list[Request]:
    """Return the requests for which all of these hold, the oldest first, in a transaction that is under way."""
    query = select(*COLUMNS).where(*conditions).order_by(REQUESTS.c.id)
    return [as_request(row) for row in connection.execute(query)]


def open_of(connection: Connection, machine: Machine) -> list[Request]:
    """Return the requests that are open for a machine: under its name in its site, or for one of its MACs anywhere."""
    by_name = select(NAMES.c.request_id).where(
        NAMES.c.name_key == machine.host.lower(), NAMES.c.site == machine.site
    )
    by_mac = select(ADDRESSES.c.request_id).where(ADDRESSES.c.mac.in_(machine.macs))
    here = REQUESTS.c.id.in_(_either(by_name, by_mac))
    return requests_where(connection, here, REQUESTS.c.open_for.is_not(None))


def write_seen(connection: Connection, number: int, machine: Machine, request: str, now: int) -> list[str]:
    """Write down under which name and with which MACs a machine is seen; return what is new, as people read it."""
    had, new = seen_in(connection, [number])[number], []
    beside = {"request_id": number, "request": request, "at": now}
    if (machine.site, machine.host) not in had.names:
        name = {"site": machine.site, "name": machine.host, "name_key": machine.host.lower()}
        connection.execute(insert(NAMES).values(**name, **beside))
        new.append(
            machine.host
            if had.names and machine.site == had.names[-1][0]
            else f"{machine.site}/{machine.host}"
        )
    for mac in sorted({*machine.macs} - had.macs):
        connection.execute(insert(ADDRESSES).values(mac=mac, **beside))
        new.append(mac)
    return new


def _named(pairs: Collection[tuple[str, str]], sites: Collection[str]) -> ColumnElement[bool]:
    """Return what these names have with these texts, and more than that where there are several of both."""
    names, texts = {name for name, _ in pairs}, {text for _, text in pairs}
    # SQLite finds pairs of values by no index, and single values by one.
    here = (NAMES.c.name_key.in_(sorted(names)), NAMES.c.request.in_(sorted(texts)))
    # A site is empty in what was over before requests had one: that counts for all.
    return and_(*here, NAMES.c.site.in_(sites))


def _addressed(pairs: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    """Return what these MAC addresses have with these texts, and more than that where there are several of both."""
    macs, texts = {mac for mac, _ in pairs}, {text for _, text in pairs}
    return and_(ADDRESSES.c.mac.in_(sorted(macs)), ADDRESSES.c.request.in_(sorted(texts)))


def _either(one: Select[Any], other: Select[Any]) -> Any:
    return union(one, other).scalar_subquery()
