"""A ticket's calls, by curl through salt-api with access lists, to a kickstart server that publishes for real."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from salt_pxe.ledger import machines
from tests.integration.masterless import REPOSITORY
from tests.integration.onboarding_lab import API, KICKSTART, Machine, wait_for
from tests.integration.ticket_lab import SECRET, TicketLab
from tests.site import HASH

# Each test goes on where the one before has left the lab; `make test` keeps a file in one process.
pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def lab() -> Iterator[TicketLab]:
    """A trusted ledger, and a kickstart server to which the states were applied."""
    with TemporaryDirectory(prefix="pxe") as folder, TicketLab(Path(folder)) as lab:
        assert lab.run("pxe.trust") == {"trusted": True}
        done = lab.publish()
        assert isinstance(done, dict) and all(one["result"] for one in done.values()), done
        yield lab


def enroll(lab: TicketLab, host: str, mac: str, **more: Any) -> Any:
    """Enroll a host of the kickstart server."""
    return lab.call("pxe.enroll", server=KICKSTART, host=host, mac=mac, profile="el9-web", **more)


def armed(lab: TicketLab) -> dict[str, str]:
    """Return what the kickstart server itself has armed."""
    return {host: one["request"] for host, one in lab.salt("pxe.armed").items()}


def test_a_ticket_installs_a_machine_and_takes_it_back(lab: TicketLab) -> None:
    """Enrolled with a free address, armed at once without a state run, cancelled at once; a text is good once."""
    enrolled = enroll(lab, "web11", "52:54:00:00:09:11", fixed_address="auto")
    assert enrolled["fixed_address"] == "10.0.0.1" and enrolled["changed"]
    asked = lab.call("pxe.install", host="web11", request="CHG11")
    assert (asked["state"], asked["armed"], asked["servers"]) == ("armed", True, {KICKSTART: "serves"}), asked
    assert armed(lab) == {"web11": "CHG11"}
    assert (lab.server / "srv/pxe/armed/52:54:00:00:09:11").exists()
    assert lab.namespace.run(["pgrep", "-x", "dhcpd"], check=False).returncode == 0
    again = lab.call("pxe.install", host="web11", request="CHG11")
    assert again == asked
    states = [event["tag"].rpartition("/")[2] for event in lab.events(f"salt/pxe/{KICKSTART}/web11/.*")]
    assert states == ["requested", "armed"]
    assert all(event["data"]["request"] == "CHG11" for event in lab.events(f"salt/pxe/{KICKSTART}/web11/.*"))
    done = lab.call("pxe.cancel", host="web11")
    assert (done["state"], done["changed"], done["not_disarmed"]) == ("cancelled", True, [])
    assert armed(lab) == {}
    assert lab.call("pxe.cancel", host="web11") == done | {"changed": False}
    over = lab.call("pxe.install", host="web11", request="CHG11")
    assert (over["state"], over["armed"]) == ("cancelled", False)
    assert armed(lab) == {}
    told = lab.call("pxe.history", host="web11")
    assert [one["change"] for one in told["changes"]] == [
        *("requested", "served", "armed", "cancelled", "disarmed")
    ]
    assert told["changes"][0]["by"] == told["enrolments"][0]["by"] == "ticketing"


def test_a_host_of_pillar_is_installed_where_its_server_is_named(lab: TicketLab) -> None:
    """The ledger does not know such a host; pillar does."""
    assert lab.call("pxe.install", host="web02", request="CHG2")["error"] == "unknown_host"
    asked = lab.call("pxe.install", host="web02", request="CHG2", server=KICKSTART)
    assert asked["armed"], asked
    lab.call("pxe.cancel", host="web02", request="CHG2")
    assert armed(lab) == {}


def test_each_name_may_call_what_its_list_says(lab: TicketLab) -> None:
    """By `/run` with name and password, and by a session's token; nothing else is open, and no other client."""
    assert "requests" in lab.call("pxe.status", user="viewer")
    for function in ("enroll", "install", "cancel", "retire", "history", "trust", "expire"):
        assert lab.call(f"pxe.{function}", user="viewer", host="web11", request="X") == 401
    assert lab.call("pxe.trust") == 401
    assert lab.call("pxe.status", user="stranger") == 401
    body = {"username": "viewer", "password": SECRET, "eauth": "sharedsecret"}
    assert lab.http("/login", json.dumps(body | {"password": "wrong"})) == 401
    login = lab.http("/login", json.dumps(body))
    token = ["-H", f"X-Auth-Token: {login['token']}"]
    asked = {"client": "runner", "fun": "pxe.status"}
    assert "requests" in lab.http("/", json.dumps([asked]), *token)
    refused = {**asked, "fun": "pxe.install", "host": "web11", "request": "X"}
    assert lab.http("/", json.dumps([refused]), *token) == 401
    assert lab.http("/run", json.dumps([{**body, "client": "wheel", "fun": "key.list_all"}])) != 200
    assert "X" not in {row.request for row in machines.named(lab.ledger, "web11")}


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("install", {"host": "web11", "request": 5}),
        ("install", {"host": "web11", "request": None}),
        ("install", {"host": "web11"}),
        ("install", {"host": ["web11"], "request": "X"}),
        ("install", {"host": "../etc", "request": "X"}),
        ("install", {"host": "web11", "request": "a\nb"}),
        ("install", {"host": "web11", "request": "x" * 129}),
        ("install", {"host": "web11", "request": "X", "server": "*"}),
        ("cancel", {"host": {"a": 1}}),
        ("cancel", {}),
        ("retire", {"host": "*"}),
        ("status", {"limit": "many"}),
        ("status", {"state": ["open"]}),
        ("history", {"after": -1}),
        ("enroll", {"server": KICKSTART, "host": "w", "mac": 41135085296}),
        ("enroll", {"server": KICKSTART, "host": "w", "mac": "52:54:00:00:09:99", "rootpw": HASH}),
        ("enroll", {"server": KICKSTART, "host": "w", "mac": "52:54:00:00:09:99", "install": "X"}),
    ],
    ids=str,
)
def test_what_no_call_can_mean_is_refused_in_a_sentence(
    lab: TicketLab, function: str, arguments: dict[str, Any]
) -> None:
    """Data with a code and a reason, never a traceback, and nothing is done."""
    before = lab.ledger.history()
    answer = lab.call(f"pxe.{function}", **arguments)
    assert answer["error"] == "value" and answer["reason"], answer
    assert "Traceback" not in str(answer)
    assert lab.ledger.history() == before and "w" not in {one.name for one in lab.ledger.hosts()}


def test_a_server_that_is_away_arms_when_it_is_back(lab: TicketLab) -> None:
    """The answer says so; the periodic `pxe.expire` sees to it."""
    enroll(lab, "web12", "52:54:00:00:09:12", fixed_address="10.0.0.12")
    starts = len(lab.events(f"salt/minion/{KICKSTART}/start"))
    lab.kill(KICKSTART)
    asked = lab.call("pxe.install", host="web12", request="CHG12")
    assert (asked["state"], asked["armed"]) == ("requested", False)
    assert asked["note"].startswith(f"{KICKSTART} does not answer; it is armed when")
    lab.kickstart.boot()
    wait_for("the server", lambda: len(lab.events(f"salt/minion/{KICKSTART}/start")) > starts, 60)
    lab.run("pxe.expire")
    assert armed(lab) == {"web12": "CHG12"}
    assert lab.call("pxe.status", host="web12")["requests"][0]["state"] == "armed"
    lab.call("pxe.retire", host="web12")
    assert armed(lab) == {}


def test_tickets_at_once_get_different_addresses(lab: TicketLab) -> None:
    """Each call is a process of its own on the master."""

    def one(number: int) -> str:
        answer = enroll(lab, f"w{number}", f"52:54:00:00:0a:{number:02x}", fixed_address="auto")
        return str(answer.get("fixed_address", answer))

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(one, range(4)))
    assert len(set(found)) == 4 and all(address.startswith("10.0.0.") for address in found)


def test_retiring_deletes_exactly_the_machines_own_key(lab: TicketLab) -> None:
    """The key that it proved to have; another machine that took the id keeps its own."""
    machine = Machine(lab, "web13", "CHG13", minion_id="web13")
    machine.make_key()
    enroll(lab, "web13", machine.mac, fixed_address="10.0.0.13")
    assert lab.call("pxe.install", host="web13", request="CHG13")["armed"]
    assert lab.post(machine.fields(), f"{API}/hook/pxe/event") == 200
    wait_for("the key", lambda: lab.accepted().get("web13") == machine.public_key)
    (row,) = lab.call("pxe.status", host="web13")["requests"]
    assert row["state"] == "installed" and row["accepted_at"].endswith("Z")
    gone = lab.call("pxe.retire", host="web13")
    assert (gone["keys_deleted"], gone["withdrawn"], gone["not_disarmed"]) == (["web13"], True, [])
    assert "web13" not in lab.accepted() and KICKSTART in lab.accepted()
    again = lab.call("pxe.retire", host="web13")
    assert not again["changed"] and again["keys_deleted"] == []
    (lab.accepted_folder / "web13").write_text(lab.accepted()[KICKSTART])
    assert lab.call("pxe.retire", host="web13")["keys_deleted"] == []
    assert "web13" in lab.accepted()


def test_a_person_reads_tables_and_a_program_data(lab: TicketLab) -> None:
    """On the command line; `--out=json` gives what salt-api gives."""
    table = lab.typed("pxe.status").splitlines()
    assert table[0].split() == ["HOST", "REQUEST", "STATE", "SERVERS", "CHANGED", "DEADLINE"]
    assert any(line.startswith("web11") and "cancelled" in line for line in table), table
    assert json.loads(lab.typed("pxe.status", "--out=json")) == lab.call("pxe.status")
    refused = lab.typed("pxe.enroll", KICKSTART, "web19", "52:54:00:00:09:19", "el9-wbe")
    assert "there is no profile" in refused and "did you mean el9-web?" in refused
    assert "AT" in lab.typed("pxe.history", "web11") and "CHG11" in lab.typed("pxe.history", "web11")


def test_no_hash_of_the_site_is_in_any_event_of_these_calls(lab: TicketLab) -> None:
    """Arming goes through pillar, which holds the hash; what a caller sends by mistake is its own."""
    said = [event for event in lab.events(".*") if "pxe.enroll" not in str(event["data"].get("fun"))]
    assert not [event["tag"] for event in said if HASH in json.dumps(event["data"])]


def test_the_calls_of_the_documentation_are_run(lab: TicketLab) -> None:
    """Every shell block of docs/how-to/ticketing.md, one after the other, in one shell."""
    page = (REPOSITORY / "docs/how-to/ticketing.md").read_text(encoding="utf-8")
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL))
    account = {"API": API, "EAUTH": "sharedsecret", "NAME": "ticketing", "PASSWORD": SECRET}
    said = "".join(f"{name}={value}\n" for name, value in account.items())
    done = lab.namespace.run(["bash", "-euc", said + script])
    answers = [answer["return"][0] for answer in _json_values(done.stdout)]
    assert not [answer for answer in answers if "error" in answer]
    enrolled, asked, host, still_open, history, feed, cancelled, retired = answers
    assert enrolled["changed"] and asked["armed"], answers
    assert host["requests"][0]["request"] == still_open["requests"][0]["request"] == "CHG0012345"
    assert history["changes"] and feed["changes"]
    assert cancelled["state"] == "cancelled" and retired["withdrawn"]


def _json_values(text: str) -> Iterator[Any]:
    while text := text.lstrip():
        value, end = json.JSONDecoder().raw_decode(text)
        yield value
        text = text[end:]
