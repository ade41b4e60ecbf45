"""Whatever is published, disarmed or killed at whatever moment, an install is there wholly or not at all."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from salt_pxe import render
from salt_pxe.installers import paths
from salt_pxe.publish.armed import boot_change as boot_change_room
from salt_pxe.publish.armed.boot_change import carry_out_in_parts, publish_boot
from salt_pxe.publish.files.changes import Kind, difference
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.artefact import MARK
from salt_pxe.site.site import Site
from tests.unit.disks import FragileDisk, FullDisk, Killed
from tests.unit.publish.armed.armed_site import (
    HOSTS,
    SITE,
    boot_files,
    files_on,
    kickstart_path,
    marker,
    plan_of,
    publish,
)


def test_publishing_waits_for_a_disarm_that_is_under_way(disk: Disk) -> None:
    """Both hold one lock, so a state run that began before a finish cannot arm the host again."""
    files, order = files_on(disk), []
    with files.locked():
        other = threading.Thread(target=lambda: (publish(disk, {"web01": "CHG1"}), order.append("published")))
        other.start()
        other.join(0.2)
        files.tombstones.bury("web01", "CHG1")
        order.append("buried")
    other.join()
    assert order == ["buried", "published"]
    assert boot_files(disk, HOSTS["web01"]) == []


requests = st.dictionaries(st.sampled_from(sorted(HOSTS)), st.sampled_from(["CHG1", "CHG2"]))


def publish_in_parts(
    disk: Disk, wanted: Mapping[str, str], between: Callable[[int], None], site: Site = SITE
) -> None:
    """Publish as the states do, with the lock held for one file at a time and somebody else in between."""
    files, turn = files_on(disk), itertools.count()

    @contextlib.contextmanager
    def lock() -> Iterator[None]:
        between(next(turn))
        with files.locked():
            yield

    armed = {
        host: text for host, text in wanted.items() if (host, text) not in files.tombstones.among(wanted)
    }
    texts = {host: {"": f"# {MARK}\n{host} {request}\n"} for host, request in armed.items()}
    tree = render.answer_tree(site, texts, DEBIAN)
    asked = {
        path: (host, request)
        for host, request in armed.items()
        for path in paths.of_host(site, host, DEBIAN.http_root)
    }
    with patch.object(boot_change_room, "PART", 1):
        written = [
            one
            for one in difference(disk, tree, paths.folders(DEBIAN.http_root))
            if one.kind is not Kind.REMOVE
        ]
        carry_out_in_parts(files, written, asked, lock)
        armed = {
            host: text for host, text in armed.items() if (host, text) not in files.tombstones.among(armed)
        }
        publish_boot(files, plan_of(disk, armed, site), DEBIAN, lock)


few_requests = st.dictionaries(st.sampled_from(["web01", "web02"]), st.sampled_from(["CHG1", "CHG2"]))


@settings(max_examples=100, deadline=None)
@given(
    few_requests,
    few_requests,
    st.dictionaries(st.integers(0, 14), st.sampled_from(["web01", "web02"]), min_size=1, max_size=4),
    st.booleans(),
)
@example({}, {"web01": "CHG1"}, {2: "web01"}, True)
@example({"web01": "CHG1"}, {"web01": "CHG2"}, {0: "web01"}, False)
@example({"web01": "CHG1"}, {"web01": "CHG2"}, {1: "web01"}, True)
def test_who_is_disarmed_while_a_site_is_published_stays_disarmed(
    before: Mapping[str, str], wanted: Mapping[str, str], disarms: Mapping[int, str], named: bool
) -> None:
    """Between any two files somebody may be disarmed: he is, at once and for good, and no install lacks anything."""
    with TemporaryDirectory() as folder:
        disk, over = Disk(folder), set[tuple[str, str]]()
        publish(disk, before)

        def between(turn: int) -> None:
            if host := disarms.get(turn):
                done = files_on(disk).disarm(host, wanted.get(host) if named else None)
                if done.request:
                    over.add((host, done.request))
            check_promises(disk, over)

        publish_in_parts(disk, wanted, between)
        check_promises(disk, over)
        for host in wanted:
            record = files_on(disk).record(host)
            assert record is None or (host, record.request) not in over
            assert record or not boot_files(disk, HOSTS[host])


def check_promises(disk: Disk, over: set[tuple[str, str]]) -> None:
    """Assert what must hold at every moment, also right after a crash."""
    files = files_on(disk)
    for host, mac in HOSTS.items():
        if not boot_files(disk, mac):
            continue
        record = files.record(host)
        assert record is not None, f"{host} installs without a record"
        assert (host, record.request) not in over, f"{host} installs by {record.request}, which is over"
        assert disk.exists(kickstart_path(mac)), f"{host} installs without a kickstart"
        assert disk.exists(marker(mac)), f"{host} installs, and is told that it is not armed"


Step = tuple[str, object, int]


steps = st.one_of(
    st.tuples(st.just("publish"), requests, st.integers(0, 40)),
    st.tuples(st.just("disarm"), st.sampled_from(sorted(HOSTS)), st.integers(0, 12)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=8))
def test_no_sequence_of_publishing_disarming_and_crashes_arms_an_unarmed_host(script: list[Step]) -> None:
    """Whatever is published or disarmed, and wherever the process is killed, an install has its record and kickstart.

    A disarm whose tombstone was written is over for good, once it is repeated after its crash.
    """
    with TemporaryDirectory() as folder:
        over: set[tuple[str, str]] = set()
        for kind, what, changes in script:
            disk = FragileDisk(folder, changes)
            if kind == "publish":
                assert isinstance(what, dict)
                with contextlib.suppress(Killed):
                    publish(disk, what)
            else:
                host = str(what)
                record = files_on(Disk(folder)).record(host)
                with contextlib.suppress(Killed):
                    files_on(disk).disarm(host)
                    if record:
                        over.add((host, record.request))
                check_promises(Disk(folder), over)
                if record and files_on(Disk(folder)).tombstones.counts(host, record.request):
                    files_on(Disk(folder)).disarm(host, record.request)
                    over.add((host, record.request))
            check_promises(Disk(folder), over)


def test_who_finds_no_room_is_named_and_has_nothing_of_an_install(tmp_path: Path) -> None:
    """Wherever the disk is full while two machines are armed: each is armed wholly, or named and not armed at all."""
    failures = 0
    for space in range(40):
        folder = tmp_path / str(space)
        disk = FullDisk(str(folder), space)
        try:
            publish(disk, {"web01": "CHG1", "web02": "CHG1"})
        except PublishError as failure:
            failures += 1
            files = files_on(disk)
            armed = {host for host in ("web01", "web02") if boot_files(disk, HOSTS[host])}
            assert armed == set(files.names())
            check_promises(disk, set())
            if armed:
                assert not any(host in str(failure) for host in armed), failure
        else:
            break
    assert failures > 5
    assert files_on(disk).names() == ["web01", "web02"]


def test_a_change_that_no_longer_holds_is_left_alone(disk: Disk) -> None:
    """What somebody else has written since the plan was made stays, where the lock is taken anew for each part."""
    publish(disk, {})
    plan = plan_of(disk, {"web01": "CHG1"})
    publish(disk, {"web01": "CHG1"})
    files_on(disk).disarm("web01", "CHG1")
    publish_boot(files_on(disk), plan, DEBIAN, files_on(disk).locked)
    assert boot_files(disk, HOSTS["web01"]) == []
    assert files_on(disk).names() == []
