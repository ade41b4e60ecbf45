"""What one kickstart server gets to know: its checked site, and the answer files of each armed host.

This is the whole of the `pxe` pillar extension apart from Salt and the database. The answer is plain data, as pillar
travels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from salt_pxe import pillar
from salt_pxe.arming.armed import open_requests
from salt_pxe.arming.proof import KeyRing
from salt_pxe.installers.answer_files import answer_files, unknown_answer_files
from salt_pxe.master import merge, proof_keys
from salt_pxe.master.merge import Known
from salt_pxe.served import KEY, Served
from salt_pxe.site.problem import PillarError, Problem
from salt_pxe.site.site import Site


@dataclass(frozen=True)
class Master:
    """What the master knows beside pillar: its ledger, the keys of tokens, its own fingerprint for new minions."""

    known: Known
    ring: KeyRing = field(repr=False)
    site: str
    """The site that the master's configuration gives to the server."""
    finger: str | None = None
    seal: Mapping[str, Any] | None = field(default=None, repr=False)
    """The secret with which the server seals its answers (`seal.secret`)."""
    key_loss: str = ""
    """Why the keys are not all there (`keyring.Kept`)."""


def serve(
    given: Mapping[str, Any], read: Callable[[str], str], master: Master | None = None
) -> dict[str, Any]:
    """Return what the server with this pillar serves; an empty dict where pillar has no `pxe` key.

    `read` returns the text of a file of the master's file roots (`salt://...`), or raises OSError. Without a master,
    that is for a minion that has none, pillar alone says what is asked for, and nothing proves a report.
    How many may be armed at once is decided where the closed requests are all known, on the server.
    A bad host is left out and named in `refused`; a host whose answer file is refused stays, but is not armed. Raises
    PillarError when the site itself is bad.
    """
    if "pxe" not in given:
        return {}
    raw, enrolling = given["pxe"], list[Problem]()
    if master is not None and isinstance(raw, Mapping):
        raw = merge.of_site(raw, master.site)
        raw, enrolling = merge.with_ledger(raw, master.known)
    site, problems = pillar.parse_serving({**given, "pxe": raw})
    armed = open_requests(site)
    others = _not_ours(master, site, armed) if master else {}
    armed = {name: request for name, request in armed.items() if name not in others}
    secrets: dict[str, Any] = {}
    if master:
        secrets["tokens"] = merge.tokens(master.ring, site, armed, master.known)
        secrets["asked_as"] = merge.asked_as(site, armed, master.known)
        secrets["master_finger"] = master.finger
    texts, unfit = answer_files(site, armed, read, **secrets)
    for_strangers, site_problems = unknown_answer_files(site, read)
    if site_problems:
        raise PillarError([*site_problems, *problems, *unfit])
    hosts = {
        name: _unasked(raw["hosts"][name])
        if name not in texts and site.hosts[name].install
        else raw["hosts"][name]
        for name in site.hosts
    }
    stopped = merge.distrusted(master.known.standing) if master else None
    lost = proof_keys.lost(master.key_loss) if master else None
    warnings = [*filter(None, (stopped, lost)), *enrolling, *pillar.warnings(site)]
    served = Served(
        {**raw, "hosts": hosts},
        {name: request for name, request in armed.items() if name in texts},
        texts,
        for_strangers,
        (*problems, *others.values(), *unfit),
        tuple(warnings),
        _ledger(master.known, armed) if master else None,
        dict(master.seal) if master and master.seal else None,
    )
    return {KEY: served.encode()}


def _not_ours(master: Master, site: Site, armed: Mapping[str, str]) -> dict[str, Problem]:
    """Return what is wrong with hosts that must not be armed: other machines are meant, or nothing could prove it."""
    unprovable = proof_keys.unprovable(master.ring, master.key_loss, armed, master.known)
    return {**unprovable, **merge.other_machines(site, armed, master.known)}


def _ledger(known: Known, armed: Mapping[str, str]) -> dict[str, Any]:
    """Return what the server needs of the ledger: where it is, which requests it has registered here, by the present
    names of their hosts, which names and MACs it does not know yet, and which texts of pillar are over.
    """
    here = {host: row for host, row in known.open.items() if row.number in known.here}
    return {
        "standing": known.standing.to_plain(),
        "generation": known.generation,
        "registered": {host: row.request for host, row in here.items()},
        "deadlines": {host: row.deadline for host, row in here.items()},
        "former_names": {host: list(names) for host, names in known.former.items()},
        "unnoted": dict(known.unnoted),
        "over": {host: list(said) for host, said in known.over.items() if host not in armed},
    }


def _unasked(host: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in host.items() if key != "install"}
