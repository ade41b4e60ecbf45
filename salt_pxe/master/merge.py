"""The request of each host of a kickstart server, by pillar and by the ledger together.

Pillar's own text counts while the ledger has not heard of it; from then on the ledger's open request does, whether
pillar or somebody over REST asked for it. A text that is over never counts again. Where pillar and the ledger both
speak of a host, pillar wins. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from salt_pxe.arming.ledger_trust import Standing
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import Request
from salt_pxe.installers.report.machine_report import AskedAs
from salt_pxe.served import SETTING
from salt_pxe.site.problem import PillarError, Problem
from salt_pxe.site.site import Site
from salt_pxe.site.values import addresses, profile_values

TRUST = "see docs/how-to/ledger.md, then `salt-run pxe.trust`"


@dataclass(frozen=True)
class Known:
    """What the ledger knows that matters to one kickstart server."""

    standing: Standing
    generation: int
    """Of the key that new tokens are made with."""
    open: Mapping[str, Request] = field(default_factory=dict)
    """Host, as it is called now, to the request of this site that may arm it."""
    closed: Collection[tuple[str, str]] = ()
    """(host, request) pairs of pillar that are over."""
    here: Collection[int] = ()
    """Numbers of the open requests that name this server, and are not disarmed on it."""
    enrolled: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Hosts that were enrolled for this server, as pillar would hold them."""
    elsewhere: Collection[str] = ()
    """Hosts with a MAC that another site installs. Nothing more of these is known here."""
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Host with an open request to the other names that it had since that was asked for."""
    unnoted: Mapping[str, str] = field(default_factory=dict)
    """Host to a request that the ledger knows, but not yet by this name or with these MACs."""
    over: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Host to the text that pillar has for it and that is over, and the state in which it ended."""


ELSEWHERE = "another site of this master installs the machine with this MAC address"
"""All that a kickstart server learns of a machine that is not its own."""


def texts(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the request that pillar itself holds for each host, by the host's name, as far as the door lets it in."""
    declared = given.get("hosts")
    hosts = declared.items() if isinstance(declared, Mapping) else ()
    return {
        name: request
        for name, host in hosts
        if isinstance(name, str) and isinstance(host, Mapping)
        if (request := _request(name, host)) is not None
    }


def with_ledger(given: Mapping[str, Any], known: Known) -> tuple[dict[str, Any], list[Problem]]:
    """Return the site of a pillar (its `pxe` key) with the enrolled hosts and the request that counts for each host.

    The problems name enrolled hosts that are left out because pillar speaks of them.
    """
    declared = given.get("hosts")
    hosts: dict[str, Any] = dict(declared) if isinstance(declared, Mapping) else {}
    if declared is not None and not isinstance(declared, Mapping):
        return dict(given), []  # The door says what is wrong with it.
    problems = _enroll(hosts, known.enrolled)
    for name, host in hosts.items():
        if not isinstance(name, str) or not isinstance(host, Mapping):
            continue  # The door says what is wrong with it.
        own, counts = host.get("install"), _counts(name, host, known)
        if own != counts:
            kept = {key: value for key, value in host.items() if key != "install"}
            hosts[name] = kept if counts is None else {**kept, "install": counts}
    return {**given, "hosts": hosts}, problems


def of_site(given: Mapping[str, Any], site: str) -> dict[str, Any]:
    """Return a site's pillar with the name that the master gives it. Raises PillarError where pillar gives another."""
    own = given.get("site")
    if own is not None and own != site:
        message = f"is {own!r}, and the master's configuration makes this a server of the site {site!r}"
        raise PillarError([Problem("pxe:site", message, f"leave it out, or mend {SETTING} on the master")])
    return {"site": site, **given} if own is None else dict(given)


def other_machines(site: Site, armed: Mapping[str, str], known: Known) -> dict[str, Problem]:
    """Return what is wrong with hosts whose open request was made for another MAC or minion id than pillar has now.

    Their tokens and proofs are bound to what was asked for, so the finish of such an install could not be told. A host
    that was renamed since keeps the minion id that was asked for, and a new text of pillar is asked for anew. A machine
    that another site installs is not ours at all.
    """
    found = {}
    for name, text in armed.items():
        if name in known.elsewhere:
            hint = "take the machine out of one of the sites"
            found[name] = Problem(f"pxe:hosts:{name}:install", ELSEWHERE, hint)
            continue
        request, host = known.open.get(name), site.hosts[name]
        if request and request.request == text and not fits(request, name, host.mac, site.minion_id(name)):
            message = f"the install {request.request!r} was asked for {request.mac} with minion id {request.minion_id}"
            hint = f"cancel it (`salt-run pxe.cancel {name}`) and ask anew, with another text"
            found[name] = Problem(f"pxe:hosts:{name}:install", message, hint)
    return found


def fits(request: Request, host: str, macs: Collection[str], minion_id: str) -> bool:
    """Tell whether a machine may be installed by a request as it was asked for: with its MAC and its minion id."""
    return request.mac in macs and (request.host != host or request.minion_id == minion_id)


def asked_as(site: Site, armed: Mapping[str, str], known: Known) -> dict[str, AskedAs]:
    """Return what each armed host is in its reports, by its name: what it was when the install was asked for."""
    found = {}
    for host, request in armed.items():
        row = known.open.get(host)
        if row and row.request == request:
            found[host] = AskedAs(row.host, row.mac, row.minion_id)
        else:
            found[host] = AskedAs(host, site.hosts[host].mac[0], site.minion_id(host))
    return found


def tokens(ring: KeyRing, site: Site, armed: Mapping[str, str], known: Known) -> dict[str, str]:
    """Return the token of each armed host, by its name.

    A request that the ledger holds keeps the name, the MAC and the generation that it was asked for with.
    """
    found = {}
    for host, named in asked_as(site, armed, known).items():
        row, request = known.open.get(host), armed[host]
        generation = row.key_generation if row and row.request == request else known.generation
        token = ring.token(generation, site.site or "", named.host, named.mac, request)
        if token is not None:
            found[host] = token
    return found


def distrusted(standing: Standing) -> Problem | None:
    """Return why a ledger arms nothing at all, None where it may."""
    if not standing.distrust:
        return None
    return Problem("pxe:hosts", f"no machine is armed: {standing.distrust}", TRUST)


def _counts(name: str, host: Mapping[str, Any], known: Known) -> Any:
    own, row = host.get("install"), known.open.get(name)
    if known.standing.distrust:
        return None
    request = _request(name, host)
    if own is not None and request is None:
        return own  # The door says what is wrong with it.
    if own is not None and (name, request) not in known.closed and not (row and row.request == request):
        return own
    return row.request if row else None


def _request(name: str, host: Mapping[str, Any]) -> str | None:
    """Return the request that a host of pillar holds, in its canonical form; None where the door refuses it."""
    own = host.get("install")
    try:
        return profile_values.request(own) if own is not None and addresses.host_key(name) else None
    except ValueError:
        return None


def _enroll(hosts: dict[str, Any], enrolled: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Add the enrolled hosts that share nothing with a host of pillar; return a problem for each of the others."""
    problems = []
    taken = _identities(hosts) if enrolled else {}
    for name, declared in sorted(enrolled.items()):
        path = f"pxe:hosts:{name}"
        if name in hosts:
            problems.append(
                Problem(path, "is enrolled too, and pillar wins", f"`salt-run pxe.retire {name}`")
            )
            continue
        shared = {one: taken[one] for one in _identity(name, declared) if one in taken}
        if shared:
            rivals = ", ".join(sorted({rival for owners in shared.values() for rival in owners}))
            what = ", ".join(f"the {kind} {value}" for kind, value in shared)
            message = f"was enrolled with what pillar gives to {rivals}: {what}; pillar wins"
            hint = f"`salt-run pxe.retire {name}`, enroll it with others, or take {rivals} out of pillar"
            problems.append(Problem(path, message, hint))
            continue
        hosts[name] = dict(declared)
    return problems


def _identities(hosts: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """Return the hosts of pillar that have each identity; broken pillar may give one to several."""
    owners: dict[tuple[str, str], list[str]] = {}
    for name, host in hosts.items():
        if isinstance(name, str) and isinstance(host, Mapping):
            for one in _identity(name, host):
                owners.setdefault(one, []).append(name)
    return owners


def _identity(name: str, host: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what no two hosts may share, as the door compares it and as far as it can be read.

    The door names what cannot be read. It refuses both of two hosts that share any of these.
    """
    given = host.get("mac")
    found = [("name", name.lower())]
    for kind, own in (("host name", host.get("hostname")), ("minion id", host.get("minion_id"))):
        if isinstance(one := own or name, str):
            found.append((kind, one.lower()))
    macs = [given] if isinstance(given, str) else given if isinstance(given, (list, tuple)) else ()
    values = [("MAC address", addresses.mac, one) for one in macs]
    for kind, read, one in (*values, ("address", addresses.ipv4, host.get("fixed_address"))):
        try:
            found.append((kind, read(one)))
        except ValueError:
            continue
    return found
