"""An installer from elsewhere: a site is parsed, rendered and planned with it, as with one of the product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.arming.armed import arm
from salt_pxe.boot.decision import Install, decide
from salt_pxe.installers import answer_files, paths
from salt_pxe.installers.plug import INSTALLERS, installer_of, served_installers
from salt_pxe.master.serve import serve
from salt_pxe.pillar import PillarError
from salt_pxe.plan.machine import answers
from salt_pxe.render import ca_tree, render
from salt_pxe.served import KEY, Served, decode
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.site import Site
from tests.certificates import Authority
from tests.kinds.installers.keyvalue import kind as keyvalue
from tests.site import HASH, changed

MAC = "52:54:00:12:34:56"
TINY = {"profiles:el9-web:installer": "key-value", "profiles:el9-web:release": "Tiny1"}
FILES = {name: f"/srv/pxe/kv/bound/10.0.0.21-{MAC},{name}" for name in (keyvalue.SETTINGS, keyvalue.FINISH)}


@pytest.fixture
def installer() -> Iterator[keyvalue.KeyValue]:
    """The installer of the tests' own, registered while a test lasts."""
    with INSTALLERS.registered(keyvalue.KIND):
        yield keyvalue.KIND


def tiny(more: dict[str, Any] | None = None) -> Site:
    """Return the small site, whose machines are installed by the installer of the tests' own."""
    return pillar.parse(changed({**TINY, **(more or {})}))


def test_pillar_takes_an_installer_once_it_is_registered(installer: keyvalue.KeyValue) -> None:
    """Its word and its release are read, the schema names it, and no other word is."""
    assert tiny().profiles["el9-web"].installer == "key-value"
    assert "key-value" in str(pillar.schema()["$defs"]["Profile"]["properties"]["installer"])
    with pytest.raises(PillarError, match="'key-value' or 'kickstart'"):
        pillar.parse(changed({"profiles:el9-web:installer": "keyvalue"}))


def test_pillar_does_not_take_an_installer_that_is_not_registered() -> None:
    """Without its registration the word and the release are unknown."""
    with pytest.raises(PillarError, match="is not one of: 'kickstart'"):
        tiny()


def test_its_answer_files_are_rendered_where_its_machine_alone_gets_them(
    installer: keyvalue.KeyValue,
) -> None:
    """Each file is secret, lies under the host's address, and says what pillar says."""
    site = tiny()
    tree = render(site, arm(site))
    for name, path in FILES.items():
        assert (tree[path].mode, tree[path].group, tree[path].secret) == (0o640, "www-data", True), name
    assert f"rootpw={HASH}\n".encode() in tree[FILES["settings"]].content
    assert not [path for path in tree if path.startswith("/srv/pxe/ks/")]
    assert set(FILES.values()) < set(paths.of_host(site, "web01", DEBIAN.http_root))


def test_the_http_server_serves_its_paths(installer: keyvalue.KeyValue) -> None:
    """Its files are found by the address that asks, and by no name that it does not have."""
    site = tiny({"profiles:el9-web:install_unknown": True, "unknown": "menu"})
    conf = render(site, arm(site))[DEBIAN.nginx_site].content.decode()
    assert "/(?<salt_pxe_file>settings|finish\\.sh)\\z" in conf
    assert "try_files /bound/$remote_addr-$salt_pxe_mac,$salt_pxe_file " in conf
    assert "try_files /profile/$salt_pxe_profile,$salt_pxe_file =404;" in conf
    assert "/pxe/kv/" not in render(pillar.parse(changed({})), {})[DEBIAN.nginx_site].content.decode()


def test_a_machine_boots_with_its_kernel_arguments(installer: keyvalue.KeyValue) -> None:
    """The decision, and what a person is told, hold its own arguments and none of another installer."""
    site = tiny({"hosts:web01:kernel_args": ["quiet"]})
    _, decision = decide(site, MAC, arm(site))
    assert isinstance(decision, Install)
    url = f"http://10.0.0.7/pxe/kv/{MAC}"
    assert decision.args == (f"kv={url}/", "from=http://10.0.0.7/pxe/repo/el9/", "quiet")
    texts, _ = answer_files.answer_files(site, arm(site))
    told = answers(site, MAC, 0, arm(site), DEBIAN, texts, lambda text: text.replace(HASH, "<hidden>"))
    assert told["answers"]["url"] == url and set(told["answers"]["files"]) == set(keyvalue.KIND.files)
    assert HASH not in str(told)


def test_machines_that_nobody_declared_get_its_files_too(installer: keyvalue.KeyValue) -> None:
    """The profile's files lie under its name."""
    site = tiny({"profiles:el9-web:install_unknown": True, "unknown": "el9-web"})
    tree = render(site, {})
    assert "/srv/pxe/kv/profile/el9-web,settings" in tree
    assert (
        f"{paths.profile_answers_url(site, 'el9-web')}/".encode()
        in tree["/srv/tftp/pxelinux.cfg/default"].content
    )


def test_its_own_check_keeps_a_machine_from_being_served(installer: keyvalue.KeyValue) -> None:
    """A bad machine is named, and the others are served."""
    more = {"hosts:web02:install": "CHG2", "hosts:web02:hostname": "bad"}
    served = decode(serve(changed({**TINY, **more}), no_file)[KEY])
    assert set(served.answers) == {"web01"} and served.armed == {"web01": "CHG0012345"}
    assert [problem.path for problem in served.refused] == ["pxe:hosts:web02"]


def test_a_release_names_the_installer_that_knows_it(installer: keyvalue.KeyValue) -> None:
    """Each installer is asked; where none knows the release, the profile's own says which it knows."""
    with pytest.raises(
        PillarError, match=r"not a release that the installer kickstart knows.*key-value would"
    ):
        pillar.parse(changed({"profiles:el9-web:release": "Tiny1"}))
    with pytest.raises(PillarError, match=r"not a release that salt-pxe knows \(Tiny1\)"):
        pillar.parse(changed({**TINY, "profiles:el9-web:release": "Tiny2"}))


def test_what_it_cannot_do_names_the_installers_that_can(installer: keyvalue.KeyValue) -> None:
    """The door refuses with the installers that can."""
    storage = {
        "partitions": [{"mount": "/boot", "size": 1024}, {"size": 4096, "grow": True, "volume_group": "vg0"}],
        "volume_groups": {"vg0": {"volumes": {"root": {"mount": "/", "size": 2048}}}},
    }
    with pytest.raises(PillarError, match=r"makes no volume groups \(kickstart can\)"):
        tiny({"profiles:el9-web:storage": storage})


def test_the_ca_reaches_its_initrd_too(installer: keyvalue.KeyValue, tmp_path: Path) -> None:
    """The second initrd holds the CA where each installer of the site looks for it."""
    tls = {"certificate": "/etc/pxe.crt", "certificate_key": "/etc/pxe.key"}
    site = tiny({"server:tls": {**tls, "ca_certificate": Authority(tmp_path).pem}})
    (archive,) = ca_tree(site, DEBIAN).values()
    assert b"etc/tiny/ca.pem\0" in archive.content and b"tls-ca-bundle.pem\0" in archive.content


def test_what_travels_comes_back_as_it_was(installer: keyvalue.KeyValue) -> None:
    """Encoding and decoding change nothing."""
    plain = serve(changed(TINY), no_file)[KEY]
    served = decode(plain)
    assert isinstance(served, Served) and served.encode() == plain
    assert served.site == tiny()


def no_file(url: str) -> str:
    """There are no files of a master."""
    raise FileNotFoundError(url)


def test_a_site_may_serve_its_profiles_installers_and_the_default(installer: keyvalue.KeyValue) -> None:
    """The default is served too: a profile that names none may come at any time."""
    assert [one.name for one in served_installers(pillar.parse(changed({})))] == ["kickstart"]
    assert [one.name for one in served_installers(tiny())] == ["key-value", "kickstart"]
    assert installer_of(tiny(), "el9-web") is installer
    with pytest.raises(LookupError):
        installer_of(tiny(), "nobody")
