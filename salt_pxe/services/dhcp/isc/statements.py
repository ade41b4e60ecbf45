"""The statements of dhcpd.conf for one scope: site, subnet, pool, class or host, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from salt_pxe.services.dhcp.isc.quoting import TYPES, classless_routes, flag, option_value, quoted, seconds
from salt_pxe.site.dhcp import Dhcp, DhcpScope
from salt_pxe.site.values.dhcp_options import OPTIONS, OptionType, OptionValue

_FIELDS: tuple[tuple[str, str], ...] = (
    ("routers", "routers"),
    ("domain_name", "domain-name"),
    ("domain_name_servers", "domain-name-servers"),
    ("domain_search", "domain-search"),
    ("ntp_servers", "ntp-servers"),
    ("broadcast_address", "broadcast-address"),
    ("interface_mtu", "interface-mtu"),
)
_FLAGS = (
    "ping_check",
    "one_lease_per_client",
    "always_broadcast",
    "ddns_updates",
    "get_lease_hostnames",
    "use_host_decl_names",
)


class Options:
    """The options of one site: what each name is called in dhcpd.conf, and its type."""

    def __init__(self, dhcp: Dhcp) -> None:
        self.definitions = dict(sorted(dhcp.option_definitions.items(), key=lambda item: item[1].code))
        self._known: dict[str, tuple[str, OptionType]] = {
            name: (name, kind) for name, kind in OPTIONS.items()
        }
        self._known |= {name: (_own(item.code), item.type) for name, item in self.definitions.items()}

    def declared(self) -> Iterator[str]:
        """Yield the definition of each of the site's own options.

        They are called by their codes, for a name of pillar may be a word that dhcpd reads otherwise.
        """
        for name, item in self.definitions.items():
            yield f"option {_own(item.code)} code {item.code} = {TYPES[item.type]};  # {name}"

    def statements(self, given: Mapping[str, OptionValue | list[str]]) -> Iterator[str]:
        """Yield one statement for each option that a scope passes through, sorted."""
        for (written, kind), value in sorted((self._known[name], value) for name, value in given.items()):
            yield f"option {written} {option_value(kind, value)};"


def _own(code: int) -> str:
    return f"site-option-{code}"


def statements(scope: DhcpScope, options: Options, outer: tuple[DhcpScope, ...] = ()) -> list[str]:
    """Return the statements of a scope, one a line; `outer` are the scopes around it, innermost first."""
    lines = [f"# {scope.comment}"] if scope.comment else []
    lines += _times(scope)
    for field, name in _FIELDS:
        value = getattr(scope, field)
        if value not in (None, ()):
            lines.append(f"option {name} {option_value(OPTIONS[name], value)};")
    lines += _routes(scope, outer)
    lines += options.statements(scope.options)
    if scope.next_server:
        lines.append(f"next-server {scope.next_server};")
    if scope.filename:
        lines.append(f"filename {quoted(scope.filename)};")
    if scope.server_name:
        lines.append(f"server-name {quoted(scope.server_name)};")
    for field in _FLAGS:
        value = getattr(scope, field)
        if value is not None:
            lines.append(f"{field.replace('_', '-')} {flag(value)};")
    if scope.ping_timeout is not None:
        lines.append(f"ping-timeout {scope.ping_timeout};")
    if scope.ddns_domainname:
        lines.append(f"ddns-domainname {quoted(scope.ddns_domainname)};")
    if scope.min_secs is not None:
        lines.append(f"min-secs {scope.min_secs};")
    return lines


def _times(scope: DhcpScope) -> Iterator[str]:
    default = scope.lease_time if scope.lease_time is not None else scope.default_lease_time
    longest = scope.lease_time if scope.lease_time is not None else scope.max_lease_time
    for name, value in (("default", default), ("max", longest), ("min", scope.min_lease_time)):
        if value is not None:
            yield f"{name}-lease-time {seconds(value)};"


def _routers(scope: DhcpScope) -> tuple[str, ...]:
    passed = scope.options.get("routers", ())
    return scope.routers or ((passed,) if isinstance(passed, str) else tuple(passed))  # type: ignore[arg-type]


def _routes(scope: DhcpScope, outer: tuple[DhcpScope, ...]) -> Iterator[str]:
    """Yield option 121 where this scope changes what it would inherit: its routes, or the router behind them."""
    if not scope.static_routes and not _routers(scope):
        return
    chain = (scope, *outer)
    routes = next((one.static_routes for one in chain if one.static_routes), ())
    routers = next((found for one in chain if (found := _routers(one))), ())
    if routes:
        yield f"option rfc3442-classless-static-routes {classless_routes(routes, routers)};"
