"""Who is armed on this server, and that nothing but an open request ever arms anybody."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from salt_pxe import kickstart_files, pillar, render
from salt_pxe.family import DEBIAN
from salt_pxe.publish import boot_change as boot_change_room
from salt_pxe.publish.armed_files import ArmedFiles
from salt_pxe.publish.boot_change import carry_out_in_parts, publish_boot
from salt_pxe.publish.boot_files import BootPlan, boot_plan, referenced
from salt_pxe.publish.disk import Disk, PublishError
from salt_pxe.publish.plan import Kind, carry_out, difference
from salt_pxe.site import Site
from salt_pxe.tree import MARK, File
from tests.site import changed
from tests.unit.disks import FragileDisk, Killed

HOSTS = {f"web{number:02}": f"52:54:00:00:00:{number:02x}" for number in range(4)}
DAEMONS = ("isc-dhcp-server", "tftpd-hpa", "nginx")


def site_of(hosts: Mapping[str, str] = HOSTS, **changes: object) -> Site:
    """Return a site with these hosts, none of which asks for anything by itself."""
    return pillar.parse(
        changed(
            {"hosts": {name: {"mac": mac, "profile": "el9-web"} for name, mac in hosts.items()}, **changes}
        )
    )


SITE = site_of()


def files_on(disk: Disk) -> ArmedFiles:
    """Return the records on a disk."""
    return ArmedFiles(disk, DEBIAN.state_dir)


def plan_of(disk: Disk, armed: Mapping[str, str], site: Site = SITE) -> BootPlan:
    """Return the plan of the boot files."""
    tree = render.boot_tree(site, armed, DEBIAN)
    tree = {path: file for path, file in tree.items() if path not in DEBIAN.tftp_confs}
    replaced = partial(render.disarmed_files, site, family=DEBIAN)
    return boot_plan(files_on(disk), site, armed, DEBIAN, tree, replaced, DAEMONS)


def publish(disk: Disk, wanted: Mapping[str, str], site: Site = SITE) -> None:
    """Publish kickstarts and boot files of those hosts whose request has no tombstone, as the states do."""
    files = files_on(disk)
    with files.locked():
        armed = {
            host: text for host, text in wanted.items() if (host, text) not in files.tombstones.among(wanted)
        }
        texts = {host: f"# {MARK}\n{host} {request}\n" for host, request in armed.items()}
        tree = render.kickstart_tree(site, texts, DEBIAN)
        kickstarts = difference(disk, tree, kickstart_files.folders(DEBIAN))
        still = referenced(files)
        carry_out(
            disk,
            [change for change in kickstarts if change.kind is not Kind.REMOVE or change.path not in still],
        )
    with files.locked():
        armed = {
            host: text for host, text in wanted.items() if (host, text) not in files.tombstones.among(wanted)
        }
        publish_boot(files, plan_of(disk, armed, site), DEBIAN)


def boot_files(disk: Disk, mac: str) -> list[str]:
    """Return the boot files of a MAC address that are there and install."""
    names = [
        f"{DEBIAN.tftp_root}/pxelinux.cfg/01-{mac.replace(':', '-')}",
        f"{DEBIAN.tftp_root}/grub/system/{mac}.cfg",
    ]
    found = {name: disk.read(name) for name in names}
    return [name for name, one in found.items() if one and b"vmlinuz" in (one.content or b"")]


def kickstart_path(mac: str) -> str:
    """Return where the kickstart of this machine without a fixed address is."""
    return f"{DEBIAN.kickstarts}/pool/{mac}"


def marker(mac: str) -> str:
    """Return what says that the machine with this MAC address is armed."""
    return f"{DEBIAN.armed_markers}/{mac}"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))


def test_an_armed_host_has_boot_files_kickstart_and_record(disk: Disk) -> None:
    """What is published for an armed host is complete, and listed by the record."""
    publish(disk, {"web01": "CHG1"})
    record = files_on(disk).record("web01")
    assert record and record.request == "CHG1"
    assert len(boot_files(disk, HOSTS["web01"])) == 2
    assert all(disk.exists(path) for path in record.files)
    assert list(record.files)[-2:] == [kickstart_path(HOSTS["web01"]), marker(HOSTS["web01"])]
    assert files_on(disk).names() == ["web01"]


def test_disarming_takes_away_just_that_host(disk: Disk) -> None:
    """The files of the disarmed host go, those of the others are not touched."""
    publish(disk, {"web01": "CHG1", "web02": "CHG1"})
    done = files_on(disk).disarm("web01")
    assert (done.was_armed, done.request) == (True, "CHG1")
    assert boot_files(disk, HOSTS["web01"]) == []
    assert not disk.exists(kickstart_path(HOSTS["web01"]))
    assert not disk.exists(marker(HOSTS["web01"]))
    assert len(boot_files(disk, HOSTS["web02"])) == 2
    assert files_on(disk).names() == ["web02"]


def test_what_was_published_needs_no_second_publish(disk: Disk) -> None:
    """After arming, and after disarming, publishing the same again changes nothing."""
    publish(disk, {"web01": "CHG1"})
    assert plan_of(disk, {"web01": "CHG1"}).empty
    files_on(disk).disarm("web01")
    assert plan_of(disk, {}).empty


def test_a_request_with_a_tombstone_never_arms_again(disk: Disk) -> None:
    """Publishing the old text again does nothing; a new text arms."""
    publish(disk, {"web01": "CHG1"})
    files_on(disk).disarm("web01")
    publish(disk, {"web01": "CHG1"})
    assert boot_files(disk, HOSTS["web01"]) == []
    publish(disk, {"web01": "CHG2"})
    assert len(boot_files(disk, HOSTS["web01"])) == 2
    files_on(disk).disarm("web01")
    publish(disk, {"web01": "CHG1"})
    assert boot_files(disk, HOSTS["web01"]) == []
    assert files_on(disk).tombstones.of_host("web01") == ["CHG1", "CHG2"]


def test_the_finish_of_an_old_request_leaves_the_new_one_armed(disk: Disk) -> None:
    """Who is armed by a newer request stays armed when the end of an older one is reported."""
    publish(disk, {"web01": "CHG2"})
    done = files_on(disk).disarm("web01", "CHG1")
    assert not done.was_armed
    assert len(boot_files(disk, HOSTS["web01"])) == 2
    assert files_on(disk).tombstones.of_host("web01") == ["CHG1"]


def test_disarming_twice_does_no_harm(disk: Disk) -> None:
    """The second report of a finish finds nothing to do."""
    publish(disk, {"web01": "CHG1"})
    files_on(disk).disarm("web01", "CHG1")
    assert not files_on(disk).disarm("web01", "CHG1").was_armed
    assert files_on(disk).tombstones.of_host("web01") == ["CHG1"]


def test_disarming_before_publishing_wins(disk: Disk) -> None:
    """A request that was reported as over before it was ever published here does not arm."""
    files_on(disk).disarm("web01", "CHG1")
    publish(disk, {"web01": "CHG1"})
    assert boot_files(disk, HOSTS["web01"]) == []


def test_where_strangers_install_a_disarmed_host_keeps_its_local_boot(disk: Disk) -> None:
    """With a menu or a profile for undeclared machines, a disarmed host boots its disk by a file of its own."""
    site = site_of(**{"unknown": "el9-web", "profiles:el9-web:install_unknown": True})
    publish(disk, {"web01": "CHG1"}, site)
    files_on(disk).disarm("web01")
    assert boot_files(disk, HOSTS["web01"]) == []
    assert disk.exists(f"{DEBIAN.tftp_root}/pxelinux.cfg/01-{HOSTS['web01'].replace(':', '-')}")
    assert plan_of(disk, {}, site).empty


def test_the_daemons_stop_with_the_last_host(disk: Disk) -> None:
    """Disarming the last machine stops the daemons, and no earlier one does."""
    publish(disk, {"web01": "CHG1", "web02": "CHG1"})
    stopped: list[str] = []
    files_on(disk).disarm("web01", stop=stopped.append)
    assert stopped == []
    assert files_on(disk).disarm("web02", stop=stopped.append).stopped == DAEMONS
    assert stopped == list(DAEMONS)


@pytest.mark.parametrize(
    "changes",
    [{"server:services": "always"}, {"unknown": "menu", "profiles:el9-web:install_unknown": True}],
    ids=["always", "menu"],
)
def test_the_daemons_stay_where_they_are_still_needed(disk: Disk, changes: dict[str, object]) -> None:
    """With services: always, or while undeclared machines may install, nothing is stopped."""
    publish(disk, {"web01": "CHG1"}, site_of(**changes))
    assert files_on(disk).disarm("web01", stop=pytest.fail).stopped == ()


@pytest.mark.parametrize("name", ["", "..", "../site", "a/b", "/etc/passwd", ".hidden", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(disk: Disk, name: str) -> None:
    """A name from an event never leads out of the folder of records, and leaves nothing behind."""
    with pytest.raises(PublishError, match="is not the name of a host"):
        files_on(disk).disarm(name, "CHG1")
    assert [path.name for path in Path(disk.root).rglob("*.json")] == []


def test_a_changed_mac_moves_the_install(disk: Disk) -> None:
    """The old address gets its default back and loses its kickstart, the new one is armed."""
    publish(disk, {"web01": "CHG1"})
    moved = {**HOSTS, "web01": "52:54:00:00:00:ff"}
    publish(disk, {"web01": "CHG1"}, site_of(moved))
    assert boot_files(disk, HOSTS["web01"]) == []
    assert not disk.exists(kickstart_path(HOSTS["web01"]))
    assert not disk.exists(marker(HOSTS["web01"]))
    assert len(boot_files(disk, moved["web01"])) == 2
    assert plan_of(disk, {"web01": "CHG1"}, site_of(moved)).empty


def test_a_changed_address_moves_the_kickstart(disk: Disk) -> None:
    """The kickstart that the old address could fetch is gone, that of the new one is there, and it stays armed."""
    own = {"mac": HOSTS["web01"], "profile": "el9-web"}
    first, second = (
        pillar.parse(changed({"hosts": {"web01": {**own, "fixed_address": address}}}))
        for address in ("10.0.0.21", "10.0.0.22")
    )
    publish(disk, {"web01": "CHG1"}, first)
    publish(disk, {"web01": "CHG1"}, second)
    assert disk.names(f"{DEBIAN.kickstarts}/bound") == [f"10.0.0.22-{HOSTS['web01']}"]
    assert disk.exists(marker(HOSTS["web01"]))
    assert plan_of(disk, {"web01": "CHG1"}, second).empty


def test_kickstarts_that_any_address_may_fetch_by_their_mac_go(disk: Disk) -> None:
    """Where a record still names such a kickstart, and where none does, it is removed; the host stays armed."""
    publish(disk, {"web01": "CHG1"})
    record = files_on(disk).record("web01")
    assert record
    loose = [f"{DEBIAN.kickstarts}/{HOSTS[name]}" for name in ("web01", "web02")]
    for path in loose:
        disk.write(path, File(f"# {MARK}\n".encode()))
    still = [path for path in record.files if not path.startswith(DEBIAN.http_root)]
    old = replace(record, files=dict.fromkeys([*still, loose[0]]))
    disk.write(files_on(disk).record_path("web01"), old.to_file())
    publish(disk, {"web01": "CHG1"})
    assert not any(disk.exists(path) for path in loose)
    assert files_on(disk).record("web01") == record
    assert len(boot_files(disk, HOSTS["web01"])) == 2


def test_a_damaged_record_arms_nobody(disk: Disk) -> None:
    """A record that cannot be read stops publishing with its path, rather than being guessed at."""
    publish(disk, {"web01": "CHG1"})
    Path(disk.real(files_on(disk).record_path("web01"))).write_text("{")
    with pytest.raises(PublishError, match=r"web01\.json is damaged"):
        publish(disk, {})


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
    texts = {host: f"# {MARK}\n{host} {request}\n" for host, request in armed.items()}
    tree = render.kickstart_tree(site, texts, DEBIAN)
    asked = {
        path: (host, request)
        for host, request in armed.items()
        for path in kickstart_files.of_host(site.hosts[host], DEBIAN)
    }
    with patch.object(boot_change_room, "PART", 1):
        written = [
            one
            for one in difference(disk, tree, kickstart_files.folders(DEBIAN))
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


def test_a_disarm_does_not_wait_for_a_daemon_that_starts(disk: Disk) -> None:
    """Who starts daemons looks again when he is done; the disarm is over by then, and has stopped nothing itself."""
    publish(disk, {"web01": "CHG1"})
    with files_on(disk).daemons_locked() as held:
        assert held
        done = files_on(disk).disarm("web01", stop=pytest.fail)
    assert done.was_armed
    assert done.stopped == ()


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
