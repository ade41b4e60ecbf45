"""Make a machine a host that pillar does not hold, checked as pillar is, with a free address where one is asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import netaddr

from salt_pxe.api.context import CallContext, Plain, Refused, answered, checked
from salt_pxe.api.free_address import free
from salt_pxe.api.named_host import named_host, site_name
from salt_pxe.api.whole_site import WholeSite, whole_site
from salt_pxe.ledger import history
from salt_pxe.ledger.errors import Taken
from salt_pxe.site import values
from salt_pxe.site.host import Host
from salt_pxe.site.site import Site
from salt_pxe.site.values import addresses as address_values

AUTO = "auto"
"""Instead of an address: choose one from the subnet."""

LONGEST = 65_536
"""Characters of a host's declaration: it travels in the server's pillar."""

_TRIES = 50
_KEPT_OUT = {
    "install": "an install is asked for by pxe.install",
    "rootpw": "what a call carries is in Salt's events and job cache; say it in the profile, in pillar",
}


def enroll(
    context: CallContext,
    server: object,
    host: object,
    mac: object,
    profile: object = None,
    fixed_address: object = None,
    subnet: object = None,
    minion_id: object = None,
    site: object = None,
    **more: object,
) -> Plain:
    """Take a host into the ledger, as a host of a kickstart server, or change it there.

    `fixed_address` may be `auto`: a free address of `subnet`, or of the site's only one. `more` are the other keys that
    a host has in pillar. The host is one of the server's site; `site` may say which that is to be. Enrolling the same
    again changes nothing. A host that pillar has stays as pillar has it.
    """

    def call() -> Plain:
        at = checked("server", values.minion_id, server)
        name = checked("host", address_values.host_key, host)
        named = site_name(site)
        declared = _declared(mac, profile, minion_id, more)
        for _ in range(_TRIES):
            home = whole_site(context, at)
            if named not in (None, home.site):
                raise Refused("site", f"{at} is a kickstart server of the site {home.site}, not of {named}")
            if name in home.in_pillar:
                return _as_pillar_has_it(home, name, declared, fixed_address)
            asked = {**declared, **_address(context, home, name, declared, fixed_address, subnet)}
            whole = home.with_host(name, asked)
            _room_for_change(context, home, name, asked)
            try:
                changed = context.ledger.enroll(
                    name, at, asked, site=home.site, now=context.now, by=context.by
                )
            except Taken as taken:
                _whose(context, (home.site, name), whole.hosts[name], whole.minion_id(name), str(taken))
                continue  # Another enrolment took the address: look what is free now.
            return _answer(home, name, whole, changed)
        raise Refused("taken", "others keep taking the addresses that are free: try again")

    return answered(call)


def _declared(mac: object, profile: object, minion_id: object, more: Mapping[str, object]) -> dict[str, Any]:
    for key, hint in _KEPT_OUT.items():
        if more.get(key) is not None:
            raise Refused("value", f"{key} is not taken here: {hint}")
    many = mac if isinstance(mac, (list, tuple)) else (mac,)
    macs = [checked("mac", address_values.mac, one) for one in many]
    optional = {"profile": profile, "minion_id": minion_id, **more}
    declared: dict[str, object] = {"mac": macs[0] if len(macs) == 1 else macs}
    declared |= {key: value for key, value in optional.items() if value is not None}
    try:
        text = json.dumps(declared, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise Refused("value", "the host holds something that is no plain data") from None
    if len(text) > LONGEST:
        raise Refused("value", f"the host is {len(text)} characters long; {LONGEST} are enough")
    plain: dict[str, Any] = json.loads(text)
    return plain


def _address(
    context: CallContext,
    site: WholeSite,
    name: str,
    declared: Mapping[str, Any],
    fixed_address: object,
    subnet: object,
) -> dict[str, str]:
    """Return the host's `fixed_address` as it is to be declared, if it gets one."""
    network = None if subnet is None else checked("subnet", address_values.network, subnet)
    if fixed_address not in (None, AUTO):
        text = checked("fixed_address", address_values.ipv4, fixed_address)
        if network and not _inside(text, network):
            raise Refused("value", f"fixed_address: {text} is not in {network}")
        return {"fixed_address": text}
    if fixed_address is None and network is None:
        return {}
    whole = site.with_host(name, declared)
    subnets = list(whole.all_subnets())
    if network is None and len(subnets) != 1:
        raise Refused("subnet", f"name the subnet: {site.server} has {', '.join(subnets) or 'none'}")
    network = network or subnets[0]
    if network not in subnets:
        raise Refused(
            "subnet", f"{site.server} has no subnet {network}; it has {', '.join(subnets) or 'none'}"
        )
    taken = history.addresses(context.ledger, besides=(site.site, name))
    kept = site.enrolled.get(name, {}).get("fixed_address")
    if kept and kept not in taken and _inside(kept, network):
        return {"fixed_address": kept}
    found = free(whole, network, taken)
    if found is None:
        raise Refused("full", f"no address of {network} is free on {site.server}")
    return {"fixed_address": found}


def _inside(address: str, network: str) -> bool:
    return netaddr.IPAddress(address) in netaddr.IPNetwork(network)


def _room_for_change(context: CallContext, site: WholeSite, name: str, declared: Mapping[str, Any]) -> None:
    """Raise Refused where the host is another one now and is to be installed: that was asked for the old one."""
    found = named_host(context.ledger, name, site.site)
    old = found.enrolled
    if old is None or (old.server, old.declared) == (site.server, declared):
        return
    for row in found.requests:
        if row.is_open(context.now):
            raise Refused("busy", f"the request {row.request!r} of {name} is {row.state}: cancel it first")


def _whose(context: CallContext, named: tuple[str, str], host: Host, minion_id: str, otherwise: str) -> None:
    """Raise Refused where another host has something of this one that no other choice can mend."""
    theirs = history.holders(context.ledger, host.mac, minion_id, besides=named)
    if theirs:
        owners = "; ".join(f"{what} is {other}'s" for what, other in sorted(theirs.items()))
        raise Refused("taken", f"{owners}: retire that host first, or mend this one")
    if host.fixed_address is None:
        raise Refused("taken", otherwise)


def _as_pillar_has_it(
    site: WholeSite, name: str, declared: Mapping[str, Any], fixed_address: object
) -> Plain:
    given = site.in_pillar[name]
    theirs = (
        {key: value for key, value in given.items() if key != "install"}
        if isinstance(given, Mapping)
        else None
    )
    if theirs is not None:
        asked = dict(declared)
        if fixed_address == AUTO and "fixed_address" in theirs:
            asked["fixed_address"] = theirs["fixed_address"]
        elif fixed_address not in (None, AUTO):
            asked["fixed_address"] = fixed_address
        mine, pillars = site.with_host(name, asked), site.with_host(name, theirs)
        if _same(mine, pillars, name):
            note = f"pillar of {site.server} has {name} just so; nothing was written"
            return _answer(site, name, pillars, False) | {"note": note}
    reason = (
        f"pillar of {site.server} has {name} already (pxe:hosts:{name}), and pillar wins: change it there"
    )
    raise Refused("pillar", reason)


def _same(one: Site, other: Site, name: str) -> bool:
    names = (one.minion_id(name), one.hostname(name)) == (other.minion_id(name), other.hostname(name))
    unnamed = {"minion_id": None, "hostname": None}
    return names and one.hosts[name].model_copy(update=unnamed) == other.hosts[name].model_copy(
        update=unnamed
    )


def _answer(home: WholeSite, name: str, site: Site, changed: bool) -> Plain:
    host = site.hosts[name]
    return {
        "host": name,
        "site": home.site,
        "server": home.server,
        "mac": list(host.mac),
        "fixed_address": host.fixed_address,
        "minion_id": site.minion_id(name),
        "profile": host.profile,
        "changed": changed,
    }
