"""What an accepted minion gets by what it sends: nothing that is another's, and nothing that the master does not say.

A real master and three minions, all accepted: the kickstart server of fra1, that of muc1, and one that is neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from salt_pxe.arming.proof import fingerprint, proof
from salt_pxe.ledger import machines
from tests.e2e.wheels import VENV
from tests.integration.onboarding_lab import API, KICKSTART, Lab, Machine, Minion, wait_for
from tests.site import changed

pytestmark = pytest.mark.integration

OTHER, NEITHER = "kickstart02", "app01"
SITES = {"fra1": KICKSTART, "muc1": [OTHER]}
REQUEST, MAC, ID = "CHG-OF-FRA1", "52:54:00:aa:bb:01", "web01.of.fra1"
OWN = {
    "server:api": API,
    "hosts:web01:install": REQUEST,
    "hosts:web01:mac": MAC,
    "hosts:web01:minion_id": ID,
    "hosts:web02:install": None,
}
THEIRS: dict[str, Any] = {
    "server:api": API,
    "hosts": {"db01": {"mac": "52:54:00:cc:dd:01", "profile": "el9-web", "install": "CHG-OF-MUC1"}},
}
STACK = """\
{{ {'pxe': {'hosts': pillar.get('more_hosts', {})}} | tojson if minion_id == 'kickstart02' else '{}' }}
"""
"""An extension that runs before ours, which an operator wrote in good faith: it reads another key of pillar."""
WEB01 = {"mac": MAC, "profile": "el9-web", "install": "CHG9"}


class ForeignLab(Lab):
    """The onboarding lab, with a second site's kickstart server and a minion that is none."""

    site = "fra1"

    def _configure_master(self) -> None:
        super()._configure_master()
        file = self.config / "master.d/pxe.conf"
        config = yaml.safe_load(file.read_text())
        config["ext_pillar"] = [{"stack": str(self.folder / "stack.cfg")}, {"pxe": {"servers": SITES}}]
        # More than the example lets in: whoever asks, the runner itself has to refuse.
        config["peer_run"] = {".*": ["pxe.register"]}
        pillar, other = self.folder / "pillar", self.folder / "other"
        other.mkdir()
        config["pillarenv"] = "base"
        config["pillar_roots"] = {"base": [str(pillar)], "other": [str(other)]}
        file.write_text(yaml.safe_dump(config))
        by_id = {KICKSTART: ["own"], OTHER: ["theirs"], "G@role:kickstart": [{"match": "compound"}, "own"]}
        (pillar / "top.sls").write_text(json.dumps({"base": by_id}))
        (pillar / "own.sls").write_text(json.dumps(changed(OWN)))
        (pillar / "theirs.sls").write_text(json.dumps(changed(THEIRS)))
        (self.folder / "stack.cfg").write_text("all.yml\n")
        (self.folder / "all.yml").write_text(STACK)
        (other / "top.sls").write_text(json.dumps({"other": {"*": ["any"]}}))
        (other / "any.sls").write_text(json.dumps(changed({"hosts": {"web01": WEB01}, "server:api": API})))

    def _start(self) -> None:
        super()._start()
        self.minions = {KICKSTART: self.kickstart}
        for name in (OTHER, NEITHER):
            self.minions[name] = minion = Minion(self, name)
            minion.make_key()
            (self.accepted_folder / name).write_text(minion.public_key)
            minion.boot()
            wait_for(name, lambda name=name: self.events(f"salt/minion/{name}/start"))

    def call(self, minion: str, function: str, *words: str) -> Any:
        """Run `salt-call` on a minion."""
        command = [VENV / "bin/salt-call", "-c", self.minions[minion].root, "--out=json", "-l", "quiet"]
        done = self.namespace.run([*command, function, *words], check=False)
        try:
            return json.loads(done.stdout)["local"]
        except (ValueError, KeyError, TypeError):
            return done.stdout + done.stderr

    def pillar(self, minion: str, sent: Mapping[str, Any] | None = None, *words: str) -> Any:
        """Return the pillar that a minion gets when it sends one of its own."""
        more = [f"pillar={json.dumps(sent)}"] if sent is not None else []
        return self.call(minion, "pillar.items", "unmask=True", *more, *words)

    def wire(self, minion: str, *requests: Mapping[str, Any]) -> list[Any]:
        """Return the answers to what a minion sends over the wire, written by hand."""
        wanted = self.folder / "wanted.json"
        wanted.write_text(json.dumps(requests))
        command = [VENV / "bin/python", "-m", "tests.integration.ask_for_pillar"]
        done = self.namespace.run([*command, self.minions[minion].root / "minion", wanted], check=False)
        assert done.returncode == 0, done.stderr
        found: list[Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def log(self) -> str:
        """Return the master's log."""
        return (self.master / "log_file").read_text()


@pytest.fixture(scope="module")
def lab() -> Iterator[ForeignLab]:
    """A master whose first site has an armed machine."""
    with TemporaryDirectory(prefix="pxe") as folder, ForeignLab(Path(folder)) as lab:
        assert lab.run("pxe.trust") == {"trusted": True}
        assert lab.call(KICKSTART, "publish.runner", "pxe.register", "[generation=1]")["armed"] == {
            "web01": REQUEST
        }
        yield lab


def token(lab: Lab, site: str = "fra1", request: str = REQUEST) -> str:
    """Return the token of web01's install at a site."""
    return str(lab.ring.token(lab.ring.current, site, "web01", MAC, request))


def holds_nothing(lab: Lab, answer: object, *known: str) -> None:
    """Assert that an answer holds nothing of fra1's install but what its receiver knew before."""
    text = json.dumps(answer)
    for secret in {token(lab), REQUEST, MAC, ID, "fra1", KICKSTART} - {*known}:
        assert secret not in text, f"{secret} is in {text[:4000]}"


def served(answer: Any) -> Any:
    """Return what the pillar extension gave."""
    return answer.get("pxe_served") if isinstance(answer, dict) else None


def test_the_server_of_the_site_is_served(lab: ForeignLab) -> None:
    """With the true token, also when it sends a harmless pillar along, and whatever extension it asks for on demand."""
    more = {"cmd": "_pillar", "grains": {}, "saltenv": "base", "pillarenv": None, "ver": "2"}
    for answer in (
        lab.pillar(KICKSTART),
        lab.pillar(KICKSTART, {"x": 1}),
        *lab.wire(
            KICKSTART, {**more, "ext": {"libvirt": {}}}, {**more, "extra_minion_data": {"pxe": {"hosts": {}}}}
        ),
    ):
        assert token(lab) in str(served(answer)["answers"]["web01"])
        assert served(answer)["site"]["site"] == "fra1" and "_errors" not in answer


def test_a_minion_that_is_no_server_declares_itself_one(lab: ForeignLab) -> None:
    """Whatever pillar it sends: no site, no kickstart, no token."""
    site = changed({"hosts": {"web01": WEB01}, "server:api": API})
    for sent in (
        site,
        {**site, "_errors": []},
        {"pxe": {**site["pxe"], "site": "fra1"}},
        {"pxe_served": {"armed": {}}},
    ):
        answer = lab.pillar(NEITHER, sent)
        assert not (served(answer) or {}).get("answers"), answer
        holds_nothing(lab, answer, MAC, "fra1")


@pytest.mark.parametrize("first", [{}, {"_errors": []}, {"pxe_served": {"armed": {}}}], ids=str)
def test_another_sites_server_declares_the_machine(lab: ForeignLab, first: dict[str, Any]) -> None:
    """By a pillar that it sends: it gets nothing at all, and the master's log names it."""
    before = lab.log().count(f"{OTHER} sends pxe")
    answer = lab.pillar(OTHER, {**changed({"hosts": {"web01": WEB01}, "server:api": API}), **first})
    assert not (served(answer) or {}).get("answers"), answer
    holds_nothing(lab, answer, MAC)
    assert lab.log().count(f"{OTHER} sends pxe") > before


def test_another_sites_server_sends_what_its_pillar_reads(lab: ForeignLab) -> None:
    """The pillar is compiled anew without it: the machine that it slips in is not served."""
    answer = lab.pillar(OTHER, {"more_hosts": {"web01": WEB01}})
    assert answer["pxe"]["hosts"]["web01"] == WEB01, "what was sent has come as far as the site"
    assert set(served(answer)["site"]["hosts"]) == set(served(answer)["answers"]) == {"db01"}
    holds_nothing(lab, served(answer))


def test_a_pillar_of_the_servers_own_as_served(lab: ForeignLab) -> None:
    """A server that sends `pxe_served` is refused as well: it would be merged over what the master says."""
    answer = lab.pillar(OTHER, {"pxe_served": {"answers": {"db01": "mine"}}})
    assert "pxe_served came with the request" in str(answer["_errors"])
    assert "db01" not in str(answer["pxe_served"].get("armed"))


def test_a_minion_chooses_its_environment(lab: ForeignLab) -> None:
    """It gets what the operator has put there, as the server that it is: never another site's token."""
    request = {"cmd": "_pillar", "grains": {}, "saltenv": "other", "pillarenv": "other", "ver": "2"}
    (nobody,) = lab.wire(NEITHER, request)
    assert nobody["pxe"]["hosts"]["web01"] and served(nobody) is None
    (theirs,) = lab.wire(OTHER, request)
    assert served(theirs)["armed"] == {} and served(theirs)["answers"] == {}
    assert "another site of this master" in str(served(theirs)["refused"])
    holds_nothing(lab, theirs, MAC)


def test_a_minion_lies_about_its_grains(lab: ForeignLab) -> None:
    """A pillar that is assigned by grains goes to whoever claims them; being a server does not."""
    lie = {"role": "kickstart", "id": KICKSTART, "master": "x", "pxe": changed({})["pxe"]}
    request = {"cmd": "_pillar", "grains": lie, "saltenv": "base", "pillarenv": "base", "ver": "2"}
    (nobody,) = lab.wire(NEITHER, request)
    assert nobody["pxe"]["hosts"]["web01"] and served(nobody) is None and token(lab) not in json.dumps(nobody)
    (theirs,) = lab.wire(OTHER, request)
    assert token(lab) not in json.dumps(theirs)
    assert "web01" not in (served(theirs) or {}).get("answers", {})


def test_a_minion_names_its_own_extension(lab: ForeignLab) -> None:
    """Neither by what it asks for on demand nor by the data for extensions does it become a server."""
    own = {"pxe": {"servers": [NEITHER]}}
    request = {
        "cmd": "_pillar", "grains": {}, "saltenv": "base", "pillarenv": "base", "ver": "2",
        "ext": own, "extra_minion_data": {**own, **changed({})}, "pillar_override": changed({"server:api": API}),
        "clean_cache": True,
    }  # fmt: skip
    (answer,) = lab.wire(NEITHER, request)
    assert served(answer) is None
    holds_nothing(lab, answer)


@pytest.mark.parametrize("version", [3, 2, 1, 0])
def test_a_minion_asks_under_the_servers_name(lab: ForeignLab, version: int) -> None:
    """By no version of Salt's protocol: the master answers nothing to it."""
    request = {"cmd": "_pillar", "grains": {"role": "x"}, "saltenv": "base", "pillarenv": "base", "ver": "2"}
    runner = {
        "cmd": "minion_runner",
        "fun": "pxe.register",
        "arg": ["generation=1"],
        "tmo": 9,
        "no_parse": [],
    }
    answers = lab.wire(
        NEITHER,
        {**request, "as": KICKSTART, "version": version},
        {**runner, "as": KICKSTART, "version": version},
    )
    assert answers == ["bad load"] * 2
    assert token(lab) in str(served(lab.pillar(KICKSTART))["answers"]["web01"])


def test_a_minion_registers_what_is_not_its_own(lab: ForeignLab) -> None:
    """The runner asks who calls, not what is said; another site's machine of the same name is not handed out."""
    before = lab.ledger.history()
    for words in ("[generation=1]", f"[generation=1, server={KICKSTART}]", f"[1, False, null, {KICKSTART}]"):
        answer = lab.call(NEITHER, "publish.runner", "pxe.register", words)
        assert "is no kickstart server" in str(answer)
        holds_nothing(lab, answer)
        theirs = lab.call(OTHER, "publish.runner", "pxe.register", words.replace("False", "True"))
        assert "web01" not in str(theirs)
        holds_nothing(lab, theirs)
    news = lab.ledger.history()[len(before) :]
    assert {row.host for row in news} <= {"db01"} and {row.site for row in news} <= {"muc1"}


@contextmanager
def theirs_has(lab: ForeignLab, hosts: Mapping[str, Any]) -> Iterator[None]:
    """Give the other site more hosts for a while."""
    sls = lab.folder / "pillar/theirs.sls"
    kept = sls.read_text()
    sls.write_text(json.dumps(changed({**THEIRS, **{f"hosts:{name}": host for name, host in hosts.items()}})))
    try:
        yield
    finally:
        sls.write_text(kept)


def test_the_operator_gives_two_sites_one_machine(lab: ForeignLab) -> None:
    """The second site's server learns that the MAC is taken, and nothing else; the first one's install goes on."""
    with theirs_has(lab, {"web07": {"mac": MAC, "profile": "el9-web", "install": "CHG-OF-MUC1-TOO"}}):
        answer = lab.pillar(OTHER)
        assert set(served(answer)["armed"]) == {"db01"}
        assert [path for path, _, _ in served(answer)["refused"]] == ["pxe:hosts:web07:install"]
        holds_nothing(lab, answer, MAC)
        told = lab.call(OTHER, "publish.runner", "pxe.register", "[generation=1]")
        assert set(told["armed"]) == {"db01"}
        holds_nothing(lab, told)
    (row,) = [row for row in lab.ledger.open(0) if row.mac == MAC]
    assert (row.site, row.host, row.request, row.state) == ("fra1", "web01", REQUEST, "armed")


def test_two_sites_have_a_machine_of_one_name(lab: ForeignLab) -> None:
    """Each is armed by its own request, and what becomes of one says nothing of the other."""
    own = {"mac": "52:54:00:cc:dd:02", "profile": "el9-web", "install": REQUEST}
    with theirs_has(lab, {"web01": own}):
        answer = lab.pillar(OTHER)
        assert served(answer)["armed"]["web01"] == REQUEST and not served(answer)["refused"]
        holds_nothing(lab, answer, REQUEST)
        told = lab.call(OTHER, "publish.runner", "pxe.register", "[generation=1]")
        assert set(told["armed"]) == {"db01", "web01"}
        lab.ledger.move(lab.ledger.find("muc1", "web01", REQUEST), "cancelled", now=1, by="test")
        assert "web01" not in served(lab.pillar(OTHER))["armed"]
    rows = {row.site: row.state for row in machines.named(lab.ledger, "web01")}
    assert rows == {"fra1": "armed", "muc1": "cancelled"}


def test_a_finish_with_another_sites_token(lab: ForeignLab) -> None:
    """For host, MAC and request of fra1, the token that muc1 would be given proves nothing, whatever it claims."""
    machine = Machine(lab, "web01", REQUEST, minion_id=ID)
    machine.make_key()
    machine.mac = MAC
    finger = fingerprint(machine.public_key)
    for claimed in ("fra1", "muc1", "ber1"):
        for made in ("fra1", "muc1"):
            wrong = proof(token(lab, "muc1"), "installed", made, "web01", MAC, REQUEST, ID, finger)
            fields = machine.fields(site=claimed, proof=wrong)
            assert lab.post(fields, f"{API}/hook/pxe/event") == 200
    lab.settle()
    found = lab.ledger.find("fra1", "web01", REQUEST)
    assert found and found.state == "armed" and ID not in lab.accepted()


def test_no_call_makes_a_minion_a_server(lab: ForeignLab) -> None:
    """A ticket that names a minion that is none is refused, with the line that would make it one."""
    for words in (
        ("pxe.enroll", NEITHER, "x1", '"52:54:00:00:00:f1"'),
        ("pxe.install", "x1", "CHG1", f"server={NEITHER}"),
    ):
        answer = lab.run(*words)
        assert answer["error"] == "server" and f"servers: ['{NEITHER}']" in answer["reason"], answer


def test_the_check_names_the_line_that_is_missing(lab: ForeignLab) -> None:
    """On a minion whose pillar has a site and that the master does not name; one that is named has no such finding."""
    lie = {"grains": {"role": "kickstart"}}
    config = lab.minions[NEITHER].root / "minion"
    kept = config.read_text()
    config.write_text(yaml.safe_dump({**yaml.safe_load(kept), **lie}))
    try:
        (finding,) = lab.call(NEITHER, "pxe.check", "probe=False")
    finally:
        config.write_text(kept)
    assert finding["check"] == "servers" and finding["status"] == "error"
    assert f"ext_pillar: [{{pxe: {{servers: ['{NEITHER}']}}}}]" in finding["remedy"]
    assert "pxe goes last in ext_pillar" in finding["remedy"], "what gives pxe behind ours looks the same"
    assert not re.search("servers", json.dumps(lab.call(KICKSTART, "pxe.check", "probe=False")))
