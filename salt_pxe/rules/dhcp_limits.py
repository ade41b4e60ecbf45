"""Lease times and options that contradict each other, or say what no DHCP service could do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import netaddr
from pydantic_core import PydanticCustomError

from salt_pxe.rules.references import NearNames
from salt_pxe.site import scopes
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from salt_pxe.site.subnets import Pool
from salt_pxe.site.values.dhcp_options import OPTIONS, OptionType, checked
from salt_pxe.site.values.option_bounds import fault
from salt_pxe.site.values.reserved_options import CODES, NOT_OURS

_FIELDS = {
    "routers": "routers",
    "domain-name": "domain_name",
    "domain-name-servers": "domain_name_servers",
    "domain-search": "domain_search",
    "ntp-servers": "ntp_servers",
    "broadcast-address": "broadcast_address",
    "interface-mtu": "interface_mtu",
}

_LEASE_TIMES = ("lease_time", "default_lease_time", "max_lease_time", "min_lease_time")


def _seconds(scope: DhcpScope, key: str) -> float | None:
    value = getattr(scope, key)
    if value is None and key != "min_lease_time":
        value = scope.lease_time
    return float("inf") if value == "infinite" else value


def _effective(scope: DhcpScope, outer: tuple[DhcpScope, ...], key: str) -> float | None:
    found = (_seconds(one, key) for one in (scope, *outer))
    return next((seconds for seconds in found if seconds is not None), None)


def leases(site: Site) -> Iterator[Problem]:
    """The default lease time does not exceed the maximum, nor the minimum either, inherited ones included.

    Of a default and a minimum above it a DHCP service gives the minimum, and nobody is told.
    """
    for path, scope, outer in [*scopes.scopes(site), *_host_scopes(site)]:
        said = [key for key in _LEASE_TIMES if getattr(scope, key) is not None]
        if not said:
            continue
        default = _effective(scope, outer, "default_lease_time")
        longest = _effective(scope, outer, "max_lease_time")
        shortest = _effective(scope, outer, "min_lease_time")
        if default is not None and longest is not None and default > longest:
            yield Problem(
                f"{path}:{said[0]}",
                f"the default lease time {default:g} is above max_lease_time {longest:g}",
                "lower it",
            )
        if shortest is not None and longest is not None and shortest > longest:
            yield Problem(
                f"{path}:{said[-1]}",
                f"min_lease_time {shortest:g} is above max_lease_time {longest:g}",
                "lower it",
            )
        elif shortest is not None and default is not None and shortest > default:
            yield Problem(
                f"{path}:{said[-1]}",
                f"min_lease_time {shortest:g} is above the default lease time {default:g}, which nobody gets",
                "lower the minimum, or raise the default",
            )


def _host_scopes(site: Site) -> Iterator[scopes.Scope]:
    """Yield the scope of each host, inside the subnet of its fixed address where it has one."""
    placed = sorted(scopes.subnets(site), key=lambda one: one.network.first)
    firsts = [one.network.first for one in placed]
    for path, scope, outer in scopes.host_scopes(site):
        address = site.hosts[path.split(":")[2]].fixed_address
        if address is not None:
            number = int(netaddr.IPAddress(address))
            # Subnets do not overlap: another rule says so.
            home = placed[max(bisect_right(firsts, number) - 1, 0)] if placed else None
            if home is not None and number in range(home.network.first, home.network.last + 1):
                outer = (home.subnet, *home.outer)
        yield scopes.Scope(path, scope, outer)


def meeting(site: Site) -> Iterator[Problem]:
    """What a class says of lease times agrees with what is said where its members may be.

    The class counts before the subnet, so of a default and a maximum each may be said in another place.
    """
    places = [one for one in scopes.scopes(site) if one.outer and not one.path.startswith("pxe:classes:")]
    for name, one in site.classes.items():
        if all(getattr(one, key) is None for key in _LEASE_TIMES):
            continue
        for place, scope, outer in places:
            if isinstance(scope, Pool) and _keeps_out(scope, name):
                continue
            around = (scope, *outer)
            for low, high in (
                ("default_lease_time", "max_lease_time"),
                ("min_lease_time", "max_lease_time"),
                ("min_lease_time", "default_lease_time"),
            ):
                own = (_seconds(one, low), _seconds(one, high))
                theirs = (_seconds(scope, low), _seconds(scope, high))
                lower, upper = _effective(one, around, low), _effective(one, around, high)
                mixed = any(
                    mine is None and other is not None for mine, other in zip(own, theirs, strict=True)
                )
                if (
                    own != (None, None)
                    and mixed
                    and lower is not None
                    and upper is not None
                    and lower > upper
                ):
                    key = (
                        "lease_time" if one.lease_time is not None else (low if own[0] is not None else high)
                    )
                    yield Problem(
                        f"pxe:classes:{name}:{key}",
                        f"meets {place}, and {low} {lower:g} is above {high} {upper:g} there",
                        "change one of them, or say both in the class",
                    )
                    break


def _keeps_out(pool: Pool, name: str) -> bool:
    """Tell whether a pool has no address for the members of a class, or only for those who are in another one too."""
    return name in pool.deny or bool(pool.allow and not {name, "known", "unknown"}.intersection(pool.allow))


def option_types(site: Site) -> dict[str, OptionType]:
    """Return the type of every option that the site may use, its own definitions included."""
    return OPTIONS | {name: definition.type for name, definition in site.dhcp.option_definitions.items()}


def options(site: Site) -> Iterator[Problem]:
    """Every passed-through option is known, has a value of its type, and is said once."""
    known, near = option_types(site), NearNames()
    codes: dict[int, str] = {}
    for name, definition in site.dhcp.option_definitions.items():
        path = f"pxe:dhcp:option_definitions:{name}"
        if name in OPTIONS:
            yield Problem(path, "this option is known already", "leave the definition out")
        if definition.code in codes:
            yield Problem(
                f"{path}:code",
                f"{definition.code} is also the code of {codes[definition.code]}",
                "choose another",
            )
        codes.setdefault(definition.code, name)
        standard = CODES.get(definition.code)
        if standard is not None and name not in OPTIONS and OPTIONS[standard] != definition.type:
            yield Problem(
                f"{path}:code",
                f"{definition.code} is {standard}, whose type is {OPTIONS[standard]}",
                f"leave the definition out and say {standard}, or choose a code from 224 to 254",
            )
    standards = {name: CODES.get(one.code) for name, one in site.dhcp.option_definitions.items()}
    for path, scope, _ in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        for name, value in scope.options.items():
            where = f"{path}:options:{name}"
            if name in NOT_OURS and name not in known:
                yield Problem(where, *NOT_OURS[name])
                continue
            if name not in known:
                hint = near.hint(
                    name, known, "a name of dhcp-options(5), or define it in pxe:dhcp:option_definitions"
                )
                yield Problem(where, f'there is no DHCP option "{name}"', hint)
                continue
            standard = standards.get(name)
            if standard in scope.options:
                yield Problem(where, f"is also said by {path}:options:{standard}", "keep one of the two")
            if name in _FIELDS and getattr(scope, _FIELDS[name]) not in (None, ()):
                yield Problem(where, f"is also said by {path}:{_FIELDS[name]}", "keep one of the two")
            try:
                canonical = checked(known[name], value)
                found = fault(name, canonical)
                if found is not None:
                    yield Problem(where, *found)
            except PydanticCustomError as error:
                context = error.context or {}
                yield Problem(where, context["message"], context["hint"] or f"its type is {known[name]}")
