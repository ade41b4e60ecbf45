"""Can dhcpd do what the DHCP scopes say? Lease times and options."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic_core import PydanticCustomError

from salt_pxe.dhcp_options import OPTIONS, OptionType, checked
from salt_pxe.problem import Problem
from salt_pxe.rules import scopes
from salt_pxe.rules.references import NearNames
from salt_pxe.site import DhcpScope, Site

_FIELDS = {
    "routers": "routers",
    "domain-name": "domain_name",
    "domain-name-servers": "domain_name_servers",
    "domain-search": "domain_search",
    "ntp-servers": "ntp_servers",
    "broadcast-address": "broadcast_address",
    "interface-mtu": "interface_mtu",
}


def _seconds(scope: DhcpScope, key: str) -> float | None:
    value = getattr(scope, key)
    if value is None and key != "min_lease_time":
        value = scope.lease_time
    return float("inf") if value == "infinite" else value


def _effective(scope: DhcpScope, outer: tuple[DhcpScope, ...], key: str) -> float | None:
    found = (_seconds(one, key) for one in (scope, *outer))
    return next((seconds for seconds in found if seconds is not None), None)


def leases(site: Site) -> Iterator[Problem]:
    """The default lease time does not exceed the maximum, nor the minimum the default, inherited ones included."""
    keys = ("lease_time", "default_lease_time", "max_lease_time", "min_lease_time")
    for path, scope, outer in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        said = [key for key in keys if getattr(scope, key) is not None]
        if not said:
            continue
        default = _effective(scope, outer, "default_lease_time")
        longest = _effective(scope, outer, "max_lease_time")
        shortest = _effective(scope, outer, "min_lease_time")
        if default is not None and longest is not None and default > longest:
            key = "default_lease_time" if "default_lease_time" in said else said[0]
            yield Problem(
                f"{path}:{key}",
                f"the default lease time {default:g} is above max_lease_time {longest:g}",
                "lower it",
            )
        if shortest is not None and longest is not None and shortest > longest:
            yield Problem(
                f"{path}:{said[-1]}",
                f"min_lease_time {shortest:g} is above max_lease_time {longest:g}",
                "lower it",
            )


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
            yield Problem(path, "dhcpd knows this option already", "leave the definition out")
        if definition.code in codes:
            yield Problem(
                f"{path}:code",
                f"{definition.code} is also the code of {codes[definition.code]}",
                "choose another",
            )
        codes.setdefault(definition.code, name)
    for path, scope, _ in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        for name, value in scope.options.items():
            where = f"{path}:options:{name}"
            if name not in known:
                hint = near.hint(
                    name, known, "a name of dhcp-options(5), or define it in pxe:dhcp:option_definitions"
                )
                yield Problem(where, f'there is no DHCP option "{name}"', hint)
                continue
            if name in _FIELDS and getattr(scope, _FIELDS[name]) not in (None, ()):
                yield Problem(where, f"is also said by {path}:{_FIELDS[name]}", "keep one of the two")
            try:
                checked(known[name], value)
            except PydanticCustomError as error:
                context = error.context or {}
                yield Problem(where, context["message"], context["hint"] or f"its type is {known[name]}")
