"""Does an installer that this project did not write understand its kickstarts? Debian's own does, by its kickseed.

One machine installs itself once; each test looks at another side of that.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.debian import codename
from tests.e2e.kickseed.syslog import Syslog
from tests.e2e.kickseed.tree import tree
from tests.e2e.lab import Lab
from tests.e2e.machine import empty_disk

pytestmark = pytest.mark.e2e

PILLAR = Path(__file__).parent / "kickseed/pillar/pxe.sls"
NAME = "web01"
INSTALL = 900.0  # seconds, four times what a quiet machine needs under emulation
BOOT = 240.0  # seconds
# What kickseed says of the kickstart; of options that it does not know it says nothing.
COMPLAINTS = [
    "Unrecognised kickstart command: ignoredisk",
    "can't clear multiple drives; assuming just the first one",
    "unsupported restriction '--ondisk'",
    "user command requires a username",
    "Unrecognised kickstart command: selinux",
    "firewall preseeding not supported yet",
    "Unrecognised kickstart command: firstboot",
    "Unrecognised kickstart command: eula",
]


@dataclass(frozen=True)
class Site:
    """What pillar says, and the ssh key with which the tests enter the installed system."""

    pillar: Path
    key: Path
    said: dict[str, Any]

    @property
    def host(self) -> dict[str, Any]:
        """The machine."""
        return dict(self.said["hosts"][NAME])

    @property
    def profile(self) -> dict[str, Any]:
        """What is installed on it."""
        return dict(self.said["profiles"]["debian"])


@dataclass(frozen=True)
class Installed:
    """What an install left in the logs, and when it was over."""

    console: str
    requests: list[str]
    """What the machine asked nginx for, with the status of the answer: ``GET /pxe/: 204``."""
    syslog: Syslog
    finished: float
    """Seconds from power on to the installer's end; to the login prompt of what it installed: ``login``."""
    login: float


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of this module."""
    folder = tmp_path_factory.mktemp("kickseed")
    key, pillar = folder / "key", folder / "pillar"
    keygen: list[str | Path] = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "tests@example.com"]
    subprocess.run([*keygen, "-f", key], check=True)
    said: dict[str, Any] = yaml.safe_load(PILLAR.read_text())["pxe"]
    said["profiles"]["debian"]["ssh_keys"] = [key.with_suffix(".pub").read_text().strip()]
    pillar.mkdir()
    (pillar / "top.sls").write_text("base: {'*': [pxe]}\n")
    (pillar / "pxe.sls").write_text(yaml.safe_dump({"pxe": said}))
    return Site(pillar, key, said)


@pytest.fixture(scope="module")
def lab(site: Site) -> Iterator[Lab]:
    """A lab that serves the tree of Debian's installer, in which ``state.apply pxe`` has armed the machine."""
    with Lab(site.pillar) as lab:
        place = f"{lab.server.root}{site.said['repos']['debian']['source']}"
        lab.namespace.run(["mkdir", "-p", place])
        lab.namespace.run(["mount", "--bind", tree(), place])
        lab.start()
        result = lab.salt("state.apply", "pxe")
        assert isinstance(result, dict), result
        assert not {key: state["comment"] for key, state in result.items() if not state["result"]}
        assert list(lab.salt("pxe.armed")) == [NAME]
        yield lab


@pytest.fixture(scope="module")
def installed(lab: Lab, site: Site) -> Iterator[Installed]:
    """The machine is powered on with an empty disk, and nobody touches it until its system asks who logs in."""
    disk = empty_disk(lab.folder / f"{NAME}.qcow2")
    with Syslog(lab.namespace, lab.folder / "installer/syslog.log") as syslog:
        machine = lab.machine(NAME, site.host["mac"], disk=disk).power_on()
        finished = machine.wait_for(r"lab-disk: \S+ finished", INSTALL).seconds
        login = machine.wait_for(rf"Debian GNU/Linux 12 {NAME}\S* ttyS0\s+{NAME}\S* login:", BOOT).seconds
    print(
        f"{NAME}: power on to the installer's end in {finished:.0f} s, to the login prompt in {login:.0f} s"
    )
    log = lab.server.read("/var/log/nginx/salt-pxe.log")
    address = re.escape(site.host["fixed_address"])
    requests = re.findall(rf'^.*\b{address}\b.*?"((?:GET|POST) \S+) [^"]*" (\d+)', log, re.M)
    yield Installed(machine.console(), [": ".join(one) for one in requests], syslog, finished, login)
    machine.power_off()


def in_order(wanted: Iterable[str], lines: Iterable[str]) -> list[str]:
    """Return those patterns that are not found in the lines, each behind the one before it."""
    rest = iter(lines)
    return [pattern for pattern in wanted if not any(re.search(pattern, line) for line in rest)]


def answers(installed: Installed) -> dict[str, str]:
    """Return what the installer knew, question by question (debconf), when it came to the disk."""
    return dict(re.findall(r"lab-disk: \S+ answer (\S+) = (.*)", installed.console))


def inside(lab: Lab, site: Site, command: str) -> str:
    """Return what a command prints in the installed system, over ssh as root with the key of pillar."""
    options = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
    options += ["-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-i", str(site.key)]
    return lab.namespace.run(["ssh", *options, f"root@{site.host['fixed_address']}", command]).stdout.strip()


def test_the_installer_fetches_what_pillar_names(lab: Lab, site: Site, installed: Installed) -> None:
    """Kernel and initrd come over TFTP; over HTTP its own kickstart, by its MAC, and all the rest from the repo."""
    files = [rf"RRQ from \S+ filename \S*pxe/debian/{name}" for name in ("vmlinuz", "initrd.img")]
    assert in_order(files, lab.server.journal("in.tftpd")) == []
    mac, repo = site.host["mac"], "GET /pxe/repo/debian/+"
    wanted = [
        f"GET /pxe/ks/{mac}: 200",
        f"{repo}dists/{codename()}/Release: 200",
        rf"{repo}dists/{codename()}/main/debian-installer/binary-amd64/Packages\S*: 200",
        rf"{repo}pool/main/\S+\.udeb: 200",
        f"{repo}images/base.tar: 200",
        r"POST /pxe/event: 2\d\d",
        f"GET /pxe/armed/{mac}: 200",
    ]
    assert in_order(wanted, installed.requests) == []
    assert sum(f"/pxe/ks/{mac}" in line for line in installed.requests) == 1


def test_the_installer_understands_the_kickstart(site: Site, installed: Installed) -> None:
    """Language, time zone, network, mirror, disk and layout, root's hash and the reboot are what pillar says."""
    subnet = site.said["subnets"]["10.0.0.0/24"]
    expected = {
        "debian-installer/locale": site.profile["lang"],
        "time/zone": site.profile["timezone"],
        "clock-setup/utc": "true",
        "netcfg/disable_autoconfig": "true",
        "netcfg/get_ipaddress": site.host["fixed_address"],
        "netcfg/get_netmask": "255.255.255.0",
        "netcfg/get_gateway": subnet["routers"][0],
        "netcfg/get_nameservers": subnet["domain_name_servers"][0],
        "netcfg/get_hostname": NAME,
        "mirror/protocol": "http",
        "mirror/http/hostname": site.said["server"]["address"],
        "mirror/http/directory": "/pxe/repo/debian/",
        "partman-auto/disk": f"/dev/{site.profile['disks']}",
        "partman-auto/method": "regular",
        "passwd/root-password-crypted": site.profile["rootpw"],
        "tasksel/first": "core",
    }
    known = answers(installed)
    assert {question: known.get(question) for question in expected} == expected
    recipe = known["partman-auto/expert_recipe"]
    assert re.search(
        r": 1000 \d+ -1 ext4 method\{ format \} .*filesystem\{ ext4 \} mountpoint\{ / \}", recipe
    )


def test_the_installer_says_what_it_does_not_understand(site: Site, installed: Installed) -> None:
    """kickseed speaks an older dialect: these are all its complaints, and what it misreads without a word."""
    said = installed.syslog.lines("kickseed")
    about = re.compile(
        "error code|Unrecognised|can't|unsupported|Unimplemented|requires|not supported|Failed"
    )
    assert [line for line in said if about.search(line) and "post script" not in line] == COMPLAINTS
    assert answers(installed)["console-setup/layoutcode"] == f"--vckeymap={site.profile['keyboard']}"
    # It knows no %end: one more package to it, and one more line of every script.
    assert answers(installed)["pkgsel/include"] == "less %end"
    lines = [*said, *installed.syslog.lines("in-target")]
    assert sum(line.endswith("%end: not found") for line in lines) == len(scripts(installed))


def scripts(installed: Installed) -> list[str]:
    """Return how each %post was run, in their order: ``1`` in the installed system, ``0`` outside."""
    return re.findall(
        r"Running post script .*\(chrooted: (\d)\)", "\n".join(installed.syslog.lines("kickseed"))
    )


def test_the_installer_runs_the_scripts(installed: Installed) -> None:
    """%pre runs before the disk is touched; each %post once, in pillar's order, in the installed system or outside."""
    wanted = ["^pre: runs in the installer", "lab-disk: .* disk: /dev/vda", "lab-disk: .* runs 01kickseed"]
    assert in_order(wanted, installed.console.splitlines()) == []
    # The first writes the ssh keys, the last reports.
    assert scripts(installed) == ["1", "1", "0", "1"]
    assert "post: runs in Debian 12" in " ".join(installed.syslog.lines("in-target"))


def test_the_machine_waits_until_it_is_disarmed(lab: Lab, site: Site, installed: Installed) -> None:
    """Its report is proved, its request done and its key accepted; it goes on only when the server has disarmed it."""
    assert lab.salt("pxe.armed") == {}
    (request,) = lab.master.run("pxe.status", f"host={NAME}")["requests"]
    assert (request["request"], request["state"]) == (site.host["install"], "installed")
    assert request["servers"] == {"kickstart01": "disarmed"}
    accepted = (lab.master.pki / "minions" / NAME).read_text().strip()
    assert accepted == inside(lab, site, "cat /etc/salt/pki/minion/minion.pub")
    last = [line for line in installed.requests if "/pxe/event" in line or "/pxe/armed/" in line][-1]
    assert last == f"GET /pxe/armed/{site.host['mac']}: 200"
    assert "still armed" not in installed.console


def test_the_disk_holds_what_pillar_said(lab: Lab, site: Site, installed: Installed) -> None:
    """The installed system has the name, address, time zone, root hash and ssh key of pillar, and what %post wrote."""
    assert inside(lab, site, "hostname") == NAME
    assert f" {site.host['fixed_address']}/24 " in inside(lab, site, "ip -4 -o addr show scope global")
    assert inside(lab, site, "getent shadow root").split(":")[1] == site.profile["rootpw"]
    # What kickseed made of the kickstart lies outside of the installed system, where the %post --nochroot ran.
    assert f"d-i time/zone string {site.profile['timezone']}\n" in inside(lab, site, "cat /root/preseed.cfg")
    assert inside(lab, site, "cat /etc/timezone /etc/motd") == "Europe/Berlin\ninstalled by salt-pxe"
    assert inside(lab, site, "findmnt -n -o SOURCE,FSTYPE /").split() == ["/dev/vda1", "ext4"]
