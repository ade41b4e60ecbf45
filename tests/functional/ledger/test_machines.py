"""Random lives of machines at two sites: renamed, moved, with other NICs, installed and cancelled, on each database.

A small model knows which machine is which; the ledger has to find it out by names and MAC addresses.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count

import pytest

from salt_pxe import pillar
from salt_pxe.arming.armed import open_requests
from salt_pxe.arming.request import CANCELLED, Request
from salt_pxe.ledger import database, machines
from salt_pxe.ledger.requests import Ledger
from salt_pxe.master import merge
from salt_pxe.master import register as registering
from salt_pxe.master.register import Registered
from tests.minion_keys import KEYS
from tests.site import changed

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

LIVES = 300
STEPS = 7
NOW = 1_000_000
NAMES = ("web", "db", "app", "mail")
TEXTS = ("CHG1", "CHG2", "CHG3")
_number = count(1)


def new_mac() -> str:
    """Return a MAC address that no machine had before."""
    digits = f"{next(_number):010x}"
    return ":".join(["52", *(digits[at : at + 2] for at in range(0, 10, 2))])


@dataclass
class Box:
    """A machine, as one can touch it, and what pillar says of it."""

    minion_id: str
    site: str
    name: str
    macs: list[str]
    text: str | None = None
    over: set[str] = field(default_factory=set)
    """Texts by which it was installed, or by which an install of it was given up."""


class Lives:
    """Three machines at two sites of one master."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self.dice, self.ledger = random.Random(seed), ledger
        self.sites = (f"s{seed}a", f"s{seed}b")
        self.boxes = [
            Box(f"m{seed}-{number}", self.dice.choice(self.sites), f"h{number}", [new_mac()])
            for number in range(3)
        ]
        self.used: defaultdict[object, set[str]] = defaultdict(set)
        """Texts that are over, by (site, name in lower case) and by MAC address, as far as state runs have seen it."""
        self.steps = {
            self.rename: 3,
            self.recase: 2,
            self.change_nic: 2,
            self.add_nic: 1,
            self.move: 2,
            self.ask: 6,
            self.finish: 3,
            self.cancel: 1,
        }

    def step(self) -> None:
        """Let something happen to one of the machines, and the servers of its sites run their states."""
        box = self.dice.choice(self.boxes)
        before = box.site
        self.dice.choices(list(self.steps), list(self.steps.values()))[0](box)
        for site in dict.fromkeys((before, box.site)):
            self.run(site)

    def rename(self, box: Box) -> None:
        """Call it as no machine of its site is called now, perhaps as one was."""
        here = {other.name.lower() for other in self.boxes if other.site == box.site}
        box.name = self.dice.choice([name for name in (*NAMES, "h0", "h1", "h2") if name not in here])

    def recase(self, box: Box) -> None:
        """Write its name in another case."""
        box.name = box.name.swapcase()

    def change_nic(self, box: Box) -> None:
        """Give it another NIC in the place of those that it has."""
        box.macs = [new_mac()]

    def add_nic(self, box: Box) -> None:
        """Give it one more NIC, which may become the first."""
        box.macs.insert(self.dice.choice([0, len(box.macs)]), new_mac())

    def move(self, box: Box) -> None:
        """Take it to the other site; there it may need another name."""
        box.site = next(site for site in self.sites if site != box.site)
        there = [other.name.lower() for other in self.boxes if other.site == box.site]
        if there.count(box.name.lower()) > 1:
            self.rename(box)

    def ask(self, box: Box) -> None:
        """Write a text into its pillar: a new one, its old one, or one that another machine has used."""
        box.text = self.dice.choice(TEXTS)

    def finish(self, box: Box) -> None:
        """Let its install come to an end."""
        if row := self.open_of(box):
            assert self.ledger.finish(row, KEYS[0], now=NOW, by="machine").won
            self.over(box, row)

    def cancel(self, box: Box) -> None:
        """Take its install back."""
        if row := self.open_of(box):
            assert self.ledger.move(row, CANCELLED, now=NOW, by="ticket").won
            self.over(box, row)

    def over(self, box: Box, row: Request) -> None:
        """Remember that a request is over, for the machine and for all that it was seen with."""
        box.over.add(row.request)
        seen = machines.seen(self.ledger, [row.number])[row.number]
        for what in (*((site, name.lower()) for site, name in seen.names), *seen.macs):
            self.used[what].add(row.request)

    def open_of(self, box: Box) -> Request | None:
        """Return the machine's open request, by the minion id that it keeps."""
        found = [row for row in self.ledger.with_minion_id(box.minion_id) if row.is_open(NOW)]
        assert len(found) < 2, "two installs of one machine are open"
        return found[0] if found else None

    def run(self, site: str) -> None:
        """Let the site's server run its states, and see who is armed."""
        here = [box for box in self.boxes if box.site == site]
        before = {row.number: row for box in self.boxes if (row := self.open_of(box))}
        expected = {box.name for box in here if self.has_to_be_armed(box, before)}
        done = self.registered(site, here)
        by_name = {box.name: box for box in here}
        for host, request in done.armed.items():
            assert request not in by_name[host].over, f"{host} is armed again by {request}"
        assert expected <= set(done.armed), (expected, done)
        owners = {box.minion_id: box for box in self.boxes}
        for number, row in before.items():
            now = machines.with_number(self.ledger, number)
            if now and not now.is_open(NOW):
                self.over(owners[row.minion_id], row)  # A new text of pillar has superseded it.
        for box in here:
            self.seen(box)
        rows = [row for box in self.boxes if (row := self.open_of(box))]
        names = [machines.seen(self.ledger, [row.number])[row.number].names[-1] for row in rows]
        assert len({(at, name.lower()) for at, name in names}) == len(rows)

    def has_to_be_armed(self, box: Box, before: dict[int, Request]) -> bool:
        """Tell whether nothing is in the way of a machine's text: it is new for it, and nobody's install is open."""
        if box.text is None or box.text in self.used[box.site, box.name.lower()] | box.over:
            return False
        if any(box.text in self.used[mac] for mac in box.macs):
            return False
        seen = machines.seen(self.ledger, before)
        touching = [
            row
            for number, row in before.items()
            if not seen[number].macs.isdisjoint(box.macs)
            or (box.site, box.name.lower()) in {(site, name.lower()) for site, name in seen[number].names}
            or row.minion_id == box.minion_id
        ]
        own = [row for row in touching if row.minion_id == box.minion_id and row.site == box.site]
        fits = all(row.mac in box.macs for row in own if row.request == box.text)
        return len(own) == len(touching) and fits

    def seen(self, box: Box) -> None:
        """Remember what a state run has seen of a text that is over."""
        keys = ((box.site, box.name.lower()), *box.macs)
        if box.text and any(box.text in self.used[one] for one in keys):
            for one in keys:
                self.used[one].add(box.text)

    def registered(self, site: str, here: list[Box]) -> Registered:
        """Do what pillar extension, server and runner do together."""
        hosts = {
            box.name: {
                "mac": list(box.macs),
                "profile": "el9-web",
                "minion_id": box.minion_id,
                **({"install": box.text} if box.text else {}),
            }
            for box in here
        }
        given = changed({"site": site, "hosts": hosts})["pxe"]
        known = registering.known(self.ledger, 1, given, f"ks-{site}", site, NOW)
        whole = pillar.parse({"pxe": merge.with_ledger(given, known)[0]})
        armed = open_requests(whole)
        foreign = merge.other_machines(whole, armed, known)
        armed = {host: text for host, text in armed.items() if host not in foreign}
        return registering.register(
            self.ledger,
            whole,
            armed,
            server=f"ks-{site}",
            generation=1,
            now=NOW,
            by=f"ks-{site}",
            unnoted=known.unnoted,
        )


def test_a_machine_is_one_machine_in_whatever_life(url: str) -> None:
    """Never armed again by a text that is over for it, never with two installs open, and armed by a new one."""
    ledger = database.ledger(url)
    ledger.trust(now=NOW, by="operator")
    for seed in range(LIVES):
        lives = Lives(ledger, seed)
        try:
            for _ in range(STEPS):
                lives.step()
        except BaseException as failure:
            failure.add_note(f"life {seed}")
            raise
