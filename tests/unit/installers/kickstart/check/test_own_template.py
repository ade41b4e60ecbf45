"""What a template of the site's own has to keep: bad apples of every kind are found, and no secret is told."""

from __future__ import annotations

import pytest

from tests.site import HASH
from tests.unit.installers.kickstart.rendered_site import OWN, refused


def test_a_good_template_of_the_site_passes() -> None:
    """A template of the site's own may leave out what the installer does not ask for."""
    assert refused({}, OWN) == []


LAYOUT = "{% for line in layout %}\n{{ line }}\n{% endfor %}"
NVDIMM = "nvdimm reconfigure --namespace=n0.0 --mode=sector --sectorsize=512"
OWN_APPLES = {
    "no --only-use": ("{{ ignoredisk }}", "ignoredisk --drives=sdb", "only-use"),
    "another disk to use": ("{{ ignoredisk }}", "ignoredisk --only-use=sda,sdb", "sdb"),
    "interactive": ("{{ ignoredisk }}", "ignoredisk --interactive", "--only-use"),
    "no ignoredisk": ("{{ ignoredisk }}", "", "ignoredisk"),
    "clearpart without drives": ("{{ clearpart }}", "clearpart --all", "--drives"),
    "clearpart of another disk": ("{{ clearpart }}", "clearpart --all --drives=sdb", "sdb"),
    "clearpart of another partition": ("{{ clearpart }}", "clearpart --list=sdb1", "sdb1"),
    "boot loader elsewhere": ("{{ bootloader }}", "bootloader --boot-drive=sdb", "sdb"),
    "boot loader order elsewhere": ("{{ bootloader }}", "bootloader --driveorder=sda,sdb", "sdb"),
    "partition elsewhere": (LAYOUT, "part /x --size=1 --ondisk=sdb", "sdb"),
    "partition on another partition": (LAYOUT, "part /x --onpart=sdb1", "sdb1"),
    "partition on another like-named disk": (LAYOUT, "part /x --onpart=sdaa1", "sdaa1"),
    "mount elsewhere": (LAYOUT, "mount /dev/sdb1 /x", "sdb1"),
    "memory devices": ("reboot", f"{NVDIMM}\nreboot", "nvdimm"),
    "plain root password": ("{{ rootpw }}", "rootpw --plaintext canary", "plain text"),
    "plain user password": ("reboot", "user --name=a --password=canary\nreboot", "plain text"),
    "plain boot password": (
        "{{ bootloader }}",
        "bootloader --boot-drive=sda --password=canary",
        "plain text",
    ),
    "plain vnc password": ("reboot", "vnc --password=canary\nreboot", "plain text"),
    "another root password": (
        "{{ rootpw }}",
        "rootpw --iscrypted $6$canary$0123456789abcdef",
        "root's password",
    ),
    "no name": ("{% for line in network %}\n{{ line }}\n{% endfor %}", "network --device=link", "web01"),
    "no reboot": ("reboot", "", "waits for a key"),
    "no language": ("{{ lang }}", "", "language"),
    "no source": ("{{ url }}", "", "install from"),
    "no layout": (LAYOUT, "", "layout"),
    "no packages": ("%packages\n{{ packages.body }}\n%end\n", "", "%packages"),
    "an include": ("reboot", "%include http://10.6.6.6/x\nreboot", "includes no other file"),
    "a ksappend": ("reboot", "%ksappend http://10.6.6.6/x\nreboot", "includes no other file"),
    "removed from the release": ("reboot", "install\nreboot", "install has been removed"),
    "deprecated in the release": ("reboot", "auth --enableshadow\nreboot", "deprecated"),
    "a certificate": (
        "%packages",
        "%certificate --filename=x --dir=/etc\nAAAA\n%end\n%packages",
        "%certificate",
    ),
    "any disk of a kind": ("{{ ignoredisk }}", "ignoredisk --only-use=sd*", "sd*"),
    "a secret in Jinja": ("reboot", "{{ variables[rootpw] }}", "cannot be rendered"),
    "unknown": ("reboot", "rootpww canary\nreboot", "Unknown command: rootpww"),
}


@pytest.mark.parametrize("name", OWN_APPLES)
def test_bad_apple_in_a_template_of_the_site(name: str) -> None:
    """A template of the site's own that breaks a rule is refused, in words that say which, without a secret."""
    old, new, words = OWN_APPLES[name]
    assert old in OWN
    problems = refused({}, OWN.replace(old, new))
    assert any(words in str(problem) for problem in problems), problems
    assert not any("canary" in str(problem) or HASH in str(problem) for problem in problems), problems
    assert {problem.path for problem in problems} == {"pxe:hosts:web01"}


def test_a_host_gets_its_own_values_from_a_template_of_the_site() -> None:
    """An address and packages that pillar gives to the host must be in what the site's template makes."""
    bare = OWN.replace(
        "{% for line in network %}\n{{ line }}\n{% endfor %}", "network --hostname={{ hostname }}"
    )
    wants = {"hosts:web01:network": [{"bootproto": "static"}], "hosts:web01:packages": ["tmux", "@mail"]}
    words = " ".join(map(str, refused(wants, bare.replace("{{ packages.body }}", "@core"))))
    assert "10.0.0.21" in words and "tmux" in words and "@mail" in words
    assert refused(wants, OWN) == []
