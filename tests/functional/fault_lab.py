"""A program that kills processes: the loop from request to accepted key, each of its processes killed -9 at some step.

Four processes run the product's own code over real files: `master` compiles pillar and registers requests, `api` keeps
what machines report, `runner` decides and stores keys in Salt's key store, `minion` publishes and disarms on the
kickstart server. A step is a call that changes something outside of the process, or asks for it: a file opened, renamed
or removed, an fsync, an SQL statement, a lock, a message. A process that has a fuse kills itself with SIGKILL before
its n-th step; then it is started anew, as an operator's system would, without one.

The argument is a JSON list of seeds. It prints one JSON object: how many steps each process takes when nothing is
killed, and for each seed who was killed where, and what is wrong at the end (an empty list is right).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import salt.cache
import salt.config

from salt_pxe import pillar, render
from salt_pxe import served as served_room
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.arming.proof import fingerprint, proof
from salt_pxe.installers import paths
from salt_pxe.ledger import database
from salt_pxe.master import keyring
from salt_pxe.master import register as registering
from salt_pxe.master import serve as serve_room
from salt_pxe.onboarding import handler, worker
from salt_pxe.onboarding.events import Start
from salt_pxe.onboarding.key_files import KeyFiles
from salt_pxe.onboarding.minion_keys import KeyStore
from salt_pxe.onboarding.reports import Spool
from salt_pxe.onboarding.signals import AUTH_TAG, PROOF_GRAIN, REPORT_TAG
from salt_pxe.onboarding.signals import signal as signal_of
from salt_pxe.publish.armed.boot_change import publish_boot
from salt_pxe.publish.armed.boot_files import boot_plan
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.kickstart_server import kickstart_server
from salt_pxe.publish.steps.answer_file_tree import AnswerFileStep
from salt_pxe.services.family import DEBIAN
from tests.ledger_replay import replay
from tests.minion_keys import KEYS
from tests.site import changed

_CALLS = """open mkdir rename replace unlink remove rmdir link fsync flock write execute commit rollback scandir listdir
connect sendall recv close"""
STEPS = frozenset(_CALLS.split())
KINDS = ("master", "api", "runner", "minion")
NOW = 1_800_000_000
SERVER, SITE, HOST, MAC, MINION = "kickstart01", "fra1", "web01", "52:54:00:12:34:56", "web01.example.com"
NEVER = 10**9
TRIES = 12
"""How often a machine repeats its report, and the schedule its run, until the world counts as stuck."""


class World:
    """The folders that outlive every process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder}/ledger.db"
        self.key_file = folder / "keys.json"
        self.spool = Spool(folder / "spool")
        self.disk = Disk(str(folder / "server"))
        self.opts = {
            **salt.config.DEFAULT_MASTER_OPTS,
            "__role": "master",
            "id": "salt_master",
            "user": "root",
            "pki_dir": str(folder / "pki"),
            "cachedir": str(folder / "cache"),
        }
        for name in ("minions", "minions_pre", "minions_denied", "minions_rejected"):
            (folder / "pki" / name).mkdir(parents=True)

    @property
    def files(self) -> ArmedFiles:
        """The records and tombstones of the kickstart server."""
        return ArmedFiles(self.disk, DEBIAN.state_dir)


def key_store(world: World) -> KeyStore:
    """Return Salt's own key store; nobody listens to what it says."""
    cache = KeyFiles(salt.cache.Cache(world.opts, driver="localfs_key"), world.folder / "pki", "root")
    return KeyStore(cache, world.spool.await_start, lambda minion_id, act: None)


# What each process does: a function of the world and of plain data.


def compile_pillar(world: World, given: Any, call: Call) -> Any:
    """Compile the pillar of the kickstart server."""
    ring = keyring.key_ring(world.key_file)
    known = registering.known(
        database.reader_or_none(world.url), ring.current, given["pxe"], SERVER, SITE, NOW
    )
    return serve_room.serve(given, lambda url: "", serve_room.Master(known, ring, SITE))


def register(world: World, words: Any, call: Call) -> Any:
    """Write down what pillar asks for, as the runner `pxe.register` does."""
    served = compile_pillar(world, words["given"], call)[served_room.KEY]
    before = words["published"]
    done = registering.register(
        database.ledger(world.url),
        pillar.parse({"pxe": served["site"]}),
        served["armed"],
        server=SERVER,
        generation=words["generation"],
        positions=[] if before is None else [Position.from_plain(before)],
        now=NOW,
        by=SERVER,
    )
    return {"armed": dict(done.armed), "refused": dict(done.refused)}


def report(world: World, event: Any, call: Call) -> Any:
    """Keep what came over HTTP, as the reactor does."""
    found = signal_of(event["tag"], event["data"])
    return found is not None and world.spool.put(found)


def decide(world: World, words: Any, call: Call) -> Any:
    """Decide what waits in the spool, and what a crash has left, as `pxe.event` and `pxe.expire` do."""
    ledger, keys, ring = database.ledger(world.url), key_store(world), keyring.key_ring(world.key_file)

    def disarm(server: str, host: str, request: str) -> bool:
        return call("minion", "disarm", {"host": host, "request": request}) is True

    def handle(one: Any) -> None:
        event = one.event()
        if isinstance(event, Start):
            event = Start(event.minion_id, NOW)  # The machine has fetched its pillar: see `live`.
        handler.handle(event, ledger=ledger, ring=ring, keys=keys, disarm=disarm, now=NOW, note=one.note)

    decided = worker.drain(world.spool, handle, 4)
    if words:
        handler.catch_up(ledger=ledger, keys=keys, disarm=disarm, now=NOW)
    return decided


def publish(world: World, words: Any, call: Call) -> Any:
    """Run the states: kickstarts first, then the boot files that lead to them."""

    def runner(function: str, arg: list[str], timeout: int) -> Any:
        said = dict(word.split("=", 1) for word in arg)
        before = json.loads(said["published"]) if "published" in said else None
        more = {"generation": int(said["generation"]), "published": before}
        return call("master", "register", {"given": words["given"], **more})

    calls: dict[str, Callable[..., Any]] = {"publish.runner": runner, "service.status": lambda unit: True}
    grains = {"os_family": "Debian", "osmajorrelease": 12}
    server = kickstart_server(words["served"], grains, calls, str(world.folder / "server"), test=False)
    AnswerFileStep(server).carry_out()
    with server.armed_files.locked():
        armed, site = server.armed(), server.site
        tree = render.boot_tree(site, armed, DEBIAN)
        boots = {path: file for path, file in tree.items() if path not in DEBIAN.tftp_confs}
        replaced = partial(render.disarmed_files, site, family=DEBIAN)
        publish_boot(
            server.armed_files, boot_plan(server.armed_files, site, armed, DEBIAN, boots, replaced), DEBIAN
        )
    return sorted(armed)


def disarm(world: World, words: Any, call: Call) -> Any:
    """Disarm a host, as `pxe.disarm` does."""
    world.files.disarm(words["host"], words["request"])
    return True


WORK: dict[str, Callable[[World, Any, Any], Any]] = {
    "compile": compile_pillar,
    "register": register,
    "report": report,
    "decide": decide,
    "publish": publish,
    "disarm": disarm,
}
Call = Callable[[str, str, Any], Any]


# The processes.


class Fuse:
    """Counts the steps of this process, in all its threads, and kills it before one of them."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def light(self) -> None:
        """Begin to count."""
        threading.setprofile(self._look)
        sys.setprofile(self._look)

    def _look(self, frame: FrameType, event: str, arg: Any) -> None:
        if event != "c_call" or getattr(arg, "__name__", "") not in STEPS:
            return
        if not isinstance(getattr(arg, "__self__", None), (str, bytes, list, dict, set)):
            self.steps += 1
            if self.steps == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def serve(world: World, kind: str, at: int) -> None:
    """Work until killed: one connection, one request, one answer."""
    listener = socket.socket(socket.AF_UNIX)
    place = world.folder / f"{kind}.sock"
    place.unlink(missing_ok=True)
    # It appears under its name when it can be asked, and not a moment before.
    early = place.with_suffix(".early")
    early.unlink(missing_ok=True)
    listener.bind(str(early))
    listener.listen()
    early.rename(place)
    fuse = Fuse(at)
    if at:
        fuse.light()
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rw") as stream:
            line = stream.readline()
            if not line:
                continue
            name, words = json.loads(line)
            if name == "steps":
                stream.write(json.dumps(fuse.steps) + "\n")
                continue
            try:
                answer = {"done": WORK[name](world, words, partial(ask, world))}
            except Exception as error:  # whatever it was, the caller repeats what it wants
                answer = {"error": f"{type(error).__name__}: {error}"}
            stream.write(json.dumps(answer) + "\n")


def ask(world: World, kind: str, name: str, words: Any) -> Any:
    """Return what a process answers; None where it is dead, dies over it, or cannot do it."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        try:
            connection.connect(str(world.folder / f"{kind}.sock"))
            with connection.makefile("rw") as stream:
                stream.write(json.dumps([name, words]) + "\n")
                stream.flush()
                line = stream.readline()
        except OSError:
            return None
    answer = json.loads(line) if line else {}
    return answer if isinstance(answer, int) else answer.get("done")


class Processes:
    """The four processes of one run, started again when they are dead."""

    def __init__(self, world: World, fuses: dict[str, list[int]]) -> None:
        self.world, self.fuses = world, {kind: list(lives) for kind, lives in fuses.items()}
        self.pids: dict[str, int] = {}
        self.killed = 0
        for kind in KINDS:
            self._start(kind)

    def call(self, kind: str, name: str, words: Any = None) -> Any:
        """Ask a process, and start those anew that were killed over it."""
        answer = ask(self.world, kind, name, words)
        if answer is None:
            time.sleep(0.05)  # Somebody may be dying, which takes its time on a busy machine.
        for other, pid in list(self.pids.items()):
            if os.waitpid(pid, os.WNOHANG)[0]:
                self.killed += 1
                self._start(other)
        return answer

    def stop(self) -> None:
        """End what was started here."""
        for pid in self.pids.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _start(self, kind: str) -> None:
        place = self.world.folder / f"{kind}.sock"
        place.unlink(missing_ok=True)
        lives = self.fuses.get(kind, [])
        at = lives.pop(0) if lives else 0
        pid = os.fork()
        if pid == 0:
            try:
                serve(self.world, kind, at)
            finally:
                os._exit(1)
        self.pids[kind] = pid
        until = time.monotonic() + 120
        while not place.exists() and time.monotonic() < until:
            time.sleep(0.001)


# The run.


def repeat(what: Callable[[], Any]) -> Any:
    """Repeat what somebody wants until it is answered; the world is stuck where it never is."""
    for _ in range(TRIES):
        if (answer := what()) is not None:
            return answer
    return None


def live(world: World, processes: Processes, dice: random.Random) -> Iterator[str]:
    """Let one machine be installed; yield what is wrong."""
    call, request = processes.call, f"CHG{dice.randrange(10**6)}"
    given = changed({"hosts:web01:install": request})

    def run_states(served: Any) -> Any:
        return call("minion", "publish", {"given": given, "served": served})

    first = repeat(lambda: call("master", "compile", given))
    armed = repeat(lambda: run_states(call("master", "compile", given) or first))
    if armed != [HOST]:
        yield f"nothing was armed: {armed}"
        return
    late = call("master", "compile", given) or first
    key, marker = dice.choice(KEYS), paths.marker_file(MAC, DEBIAN.http_root)
    token = keyring.key_ring(world.key_file).token(1, SITE, HOST, MAC, request)
    assert token is not None

    def said(event: str) -> dict[str, str]:
        finger = fingerprint(key) if event == "installed" else ""
        proved = proof(token or "", event, SITE, HOST, MAC, request, MINION, finger)
        fields = {
            "event": event,
            "site": SITE,
            "host": HOST,
            "mac": MAC,
            "request": request,
            "minion_id": MINION,
        }
        return {**fields, "proof": proved, **({"public_key": key} if event == "installed" else {})}

    def post(event: str) -> None:
        call("api", "report", {"tag": REPORT_TAG, "data": {"post": said(event)}})
        call("runner", "decide", False)

    def expire() -> None:
        call("runner", "decide", True)

    end = dice.choice(["installed", "installed", "installed", "failed", "post lost"])
    post("installing")
    if end == "post lost":
        # The report never comes through; what the minion asks Salt for brings the same proof.
        grains = {PROOF_GRAIN: said("installed")["proof"]}
        data = {"act": "pend", "id": MINION, "pub": key, "autosign_grains": grains}
        for _ in range(TRIES):
            call("api", "report", {"tag": AUTH_TAG, "data": data})
            call("runner", "decide", False)
            if key_store(world).accepted(MINION):
                break
    else:
        for _ in range(TRIES):
            post(end)
            if not world.disk.exists(marker):
                break
        else:
            expire()
    off = not world.disk.exists(marker)
    run_states(late)  # A state run that began before the finish ends only now.
    if off and world.disk.exists(marker):
        yield "a late state run armed the machine again"

    def sweep() -> None:
        for _ in range(TRIES):
            expire()
            ledger = database.reader(world.url)
            if not (ledger.undone() or ledger.unaccepted() or world.spool.names()):
                break

    sweep()
    if end != "failed":
        for _ in range(TRIES):
            call("api", "report", {"tag": f"salt/minion/{MINION}/start", "data": {"id": MINION}})
            call("runner", "decide", False)
            row = database.reader(world.url).find(SITE, HOST, request)
            if row and row.state == "onboarded":
                break
    sweep()  # Who was killed between the last change and the end of its signal leaves it to the next sweep.
    run_states(call("master", "compile", given) or late)
    yield from wrong(world, request, key, end)


def wrong(world: World, request: str, key: str, end: str) -> Iterator[str]:
    """Yield what is not as it has to be in the end, whatever was killed."""
    ledger, wanted = database.reader(world.url), "failed" if end == "failed" else "onboarded"
    row = ledger.find(SITE, HOST, request)
    if row is None or row.state != wanted:
        yield f"the request is {row and row.state}, not {wanted}"
    if ledger.undone() or ledger.unaccepted():
        yield f"left undone: {ledger.undone()} {ledger.unaccepted()}"
    if world.files.names() or world.disk.exists(paths.marker_file(MAC, DEBIAN.http_root)):
        yield f"armed in the end: {world.files.names()}"
    boot = world.disk.read(f"{DEBIAN.tftp_root}/pxelinux.cfg/01-{MAC.replace(':', '-')}")
    if boot and b"inst.ks" in (boot.content or b""):
        yield "its boot file still installs"
    if not world.files.tombstones.counts(HOST, request):
        yield "no tombstone"
    accepted = key_store(world).accepted(MINION)
    if accepted != (None if end == "failed" else key):
        yield f"the accepted key is {accepted!r}"
    names = {path.name for path in (world.folder / "pki" / "minions").iterdir() if path.is_file()}
    if names - {MINION}:
        yield f"a key has a second name: {names}"
    if world.spool.names():
        yield "signals are left in the spool"
    played = replay(ledger.history())
    if row and played[SITE, HOST, request].state != row.state:
        yield "the history tells another story than the state"


_template: list[bytes] = []
"""A ledger that a person trusts: making its tables takes longer than all the rest of a run."""


@contextmanager
def new_world() -> Iterator[World]:
    """Give a world whose ledger a person trusts."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        world = World(folder)
        place = folder / "ledger.db"
        if not _template:
            database.ledger(world.url).trust(now=NOW, by="operator")
            _template.append(place.read_bytes())
        place.write_bytes(_template[0])
        yield world
    finally:
        shutil.rmtree(folder)


def run(seed: int, steps: dict[str, int]) -> dict[str, Any]:
    """Run one seed: it says which processes are killed at which of their steps, the same ones every time."""
    dice = random.Random(seed)
    kinds = [KINDS[seed % len(KINDS)], *dice.sample(KINDS, dice.choice([0, 0, 1]))]
    fuses: dict[str, list[int]] = {}
    for kind in kinds:
        fuses.setdefault(kind, []).append(dice.randint(1, steps[kind]))
    with new_world() as world:
        processes = Processes(world, fuses)
        try:
            problems = list(live(world, processes, dice))
        finally:
            processes.stop()
        return {"seed": seed, "fuses": fuses, "killed": processes.killed, "wrong": problems}


def steps_of_a_quiet_run() -> dict[str, int]:
    """Return how many steps each process takes while nothing is killed. Raises AssertionError where that goes wrong."""
    with new_world() as world:
        processes = Processes(world, {kind: [NEVER] for kind in KINDS})
        try:
            problems = list(live(world, processes, random.Random(0)))
            assert not problems, problems
            return {kind: int(ask(world, kind, "steps", None)) for kind in KINDS}
        finally:
            processes.stop()


if __name__ == "__main__":
    quiet = steps_of_a_quiet_run()
    print(json.dumps({"steps": quiet, "runs": [run(seed, quiet) for seed in json.loads(sys.argv[1])]}))
