"""TLS on the kickstart server, as pillar says it: what is refused, which URLs it gives, what an installer is handed."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.boot.decision import Install, host_boots
from salt_pxe.boot.loaders.ca_initrd import ca_initrd
from salt_pxe.installers.installation import installation
from salt_pxe.installers.kickstart.kind import KIND
from salt_pxe.installers.paths import answers_url
from salt_pxe.pillar import PillarError, parse
from salt_pxe.render import boot_tree
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.urls import armed_url, base_url, event_url, repo_url
from tests.certificates import Authority
from tests.site import changed

MAC = "52:54:00:12:34:56"
FILES = {"certificate": "/etc/pxe/server.pem", "certificate_key": "/etc/pxe/server.key"}
ARMED = {"web01": "CHG0012345"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A CA of the site's own."""
    return Authority(tmp_path_factory.mktemp("ca"))


BUNDLE = str(KIND.ca_bundle)


def site_with(**tls: Any) -> Any:
    """Return a site whose server has TLS."""
    return parse(changed({"server:tls": {**FILES, **tls}, "server:api": "http://10.0.0.1:8000"}))


def test_kickstarts_and_reports_go_over_https_and_repos_need_not() -> None:
    """What holds secrets or decides has a https URL; what everybody may have stays as it was."""
    site = site_with()
    assert answers_url(site, "el9-web", MAC) == f"https://10.0.0.7/pxe/ks/{MAC}"
    assert event_url(site) == "https://10.0.0.7/pxe/event"
    assert armed_url(site, MAC) == f"https://10.0.0.7/pxe/armed/{MAC}"
    assert repo_url(site, "el9") == "http://10.0.0.7/pxe/repo/el9/"
    assert repo_url(site_with(repos="https"), "el9") == "https://10.0.0.7/pxe/repo/el9/"
    assert base_url(site_with(name="PXE.example.com", port=8443)) == "https://pxe.example.com:8443/pxe"


def test_by_default_an_installer_verifies() -> None:
    """Nothing on the kernel line weakens it; only `verify: false` does."""
    decided = [host_boots(site, "web01", MAC, ARMED) for site in (site_with(), site_with(verify=False))]
    words = [[arg for arg in one.args if "noverifyssl" in arg] for one in decided if isinstance(one, Install)]
    assert words == [[], ["inst.noverifyssl", "rd.noverifyssl"]]


def test_a_ca_goes_to_the_installer_in_a_second_initrd_and_to_its_reports(authority: Authority) -> None:
    """Both loaders load it behind the installer's own, and the reports carry it; with `verify: false` neither does."""
    site = site_with(ca_certificate=f"Some text.\n{authority.pem}")
    tree = boot_tree(site, ARMED, DEBIAN)
    assert tree["/srv/tftp/pxe/_ca.img"].content == ca_initrd(authority.pem, (BUNDLE,))
    pxelinux = tree["/srv/tftp/pxelinux.cfg/01-52-54-00-12-34-56"].content.decode()
    assert "  INITRD pxe/el9/initrd.img,pxe/_ca.img\n" in pxelinux
    grub = tree[f"/srv/tftp/grub/system/{MAC}.cfg"].content.decode()
    assert "\ninitrd '/pxe/el9/initrd.img' '/pxe/_ca.img'\n" in grub
    report = installation(site, "el9-web", "web01").report
    assert report and (report.ca, report.verify) == (authority.pem, True)
    careless = site_with(ca_certificate=authority.pem, verify=False)
    assert not [path for path in boot_tree(careless, ARMED, DEBIAN) if "_ca" in path]
    report = installation(careless, "el9-web", "web01").report
    assert report and (report.ca, report.verify) == (None, False)


@pytest.mark.parametrize(
    ("tls", "says"),
    [
        ({"certificate": "server.pem"}, "is not an absolute path"),
        ({"certificate": "/etc/a;b"}, "is not an absolute path"),
        ({"port": 80}, "cannot share port 80"),
        ({"name": "pxe example"}, "is not a host name"),
        ({"ca_certificate": "/etc/pxe/ca.pem"}, "no certificate in PEM"),
        (
            {"ca_certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"},
            "cannot be read",
        ),
        ({"ca_certificate": "x" * 20_000}, "no certificate in PEM"),
        ({"certificate_key": "/etc/../key"}, "is not an absolute path"),
    ],
)
def test_what_cannot_be_is_refused_at_its_path(tls: dict[str, Any], says: str) -> None:
    """Each mistake is a problem of `pxe:server:tls`, with what is wrong."""
    with pytest.raises(PillarError) as refused:
        site_with(**tls)
    assert any(one.path.startswith("pxe:server") and says in str(one) for one in refused.value.problems)


def test_a_private_key_in_pillar_is_refused_and_not_repeated(authority: Authority) -> None:
    """Whoever pastes the CA's key is told to take it out, in words that do not hold it."""
    key = authority.own.key.read_text()
    with pytest.raises(PillarError) as refused:
        site_with(ca_certificate=authority.pem + key)
    assert "private key" in str(refused.value)
    assert key.splitlines()[1][:20] not in str(refused.value)


def test_a_whole_bundle_is_refused(authority: Authority) -> None:
    """Each kickstart would carry it."""
    with pytest.raises(PillarError, match="each answer file holds them"):
        site_with(ca_certificate=authority.pem * 40)


def test_repos_over_https_need_a_ca_that_anaconda_knows(authority: Authority) -> None:
    """What is handed to the initrd is gone when Anaconda fetches packages, so this is refused rather than found out."""
    with pytest.raises(PillarError, match="need a CA that the installer itself knows"):
        site_with(ca_certificate=authority.pem, repos="https")
    site_with(ca_certificate=authority.pem, repos="https", verify=False)
