"""What stands behind the tickets' tests? The onboarding lab, whose kickstart server publishes with its real daemons.

Tickets come by curl, through salt-api, with names and passwords; each name may call what its access list says.
"""

from __future__ import annotations

import json
import time
from typing import Any

import yaml

from tests.e2e.installer.media import write_treeinfo
from tests.e2e.wheels import VENV
from tests.integration.onboarding_lab import API, KICKSTART, SERVER, Lab
from tests.site import changed

SECRET = "only-for-this-test"
LISTS = {
    "ticketing": [f"pxe.{name}" for name in ("enroll", "install", "cancel", "retire", "status", "history")],
    "viewer": ["pxe.status"],
}


class TicketLab(Lab):
    """A master, a kickstart server to which `state.apply pxe` was done, and curl."""

    def _start(self) -> None:
        scratch = self.folder / "scratch"
        for name in ("etc", "var"):
            upper, work = scratch / name / "upper", scratch / name / "work"
            upper.mkdir(parents=True)
            work.mkdir()
            layers = f"lowerdir=/{name},upperdir={upper},workdir={work}"
            self.namespace.run(["mount", "-t", "overlay", "overlay", "-o", layers, f"/{name}"])
        for command in (
            "mount -t tmpfs tmpfs /run",
            "mkdir -p /run/lock /run/dpkg",
            "mount --bind /var/lib/dpkg /run/dpkg",
            "rm -f /etc/nginx/sites-enabled/default",
        ):
            self.namespace.run(command.split())
        self.namespace.lay_wire(f"{SERVER}/24")
        super()._start()
        # The onboarding lab lays an empty file system over /var/lib, and the states ask what is installed.
        self.namespace.run(["mkdir", "-p", "/var/lib/dhcp", "/var/lib/dpkg"])
        self.namespace.run(["mount", "--bind", "/run/dpkg", "/var/lib/dpkg"])

    def _configure_master(self) -> None:
        super()._configure_master()
        media = self.folder / "media/el9"
        (media / "images/pxeboot").mkdir(parents=True)
        for name in ("vmlinuz", "initrd.img"):
            (media / "images/pxeboot" / name).write_text(name)
        write_treeinfo(media)
        self.set_site(**{"repos:el9:source": str(media)})
        lists = {name: [{"@runner": functions}] for name, functions in LISTS.items()}
        config = {"sharedsecret": SECRET, "external_auth": {"sharedsecret": lists}}
        (self.config / "master.d/tickets.conf").write_text(yaml.safe_dump(config))

    def set_site(self, **changes: Any) -> None:
        """Write the pillar of the kickstart server: a site of which no host is to be installed."""
        given = {
            # nginx of the lab itself, through which machines report, has port 80.
            "server:http_port": 8081,
            "server:max_armed": 4,
            "hosts:web01:install": None,
            "profiles:el9-web:disks": ["sda"],
            **changes,
        }
        pillar = self.folder / "pillar"
        (pillar / "top.sls").write_text(f"base: {{'{KICKSTART}': [site]}}\n")
        (pillar / "site.sls").write_text(json.dumps(changed(given), indent=1) + "\n")

    def publish(self) -> dict[str, Any]:
        """Apply the states, so that the server serves its site; return what each returned."""
        found: dict[str, Any] = self.salt("state.apply", "pxe")
        return found

    def call(self, function: str, user: str = "ticketing", **arguments: Any) -> Any:
        """Call a function as a ticketing system does; return its answer, or the HTTP status where it is refused."""
        said = {"client": "runner", "fun": function, "username": user, "password": SECRET}
        return self.http("/run", json.dumps([{**said, "eauth": "sharedsecret", **arguments}]))

    def http(self, path: str, body: str, *more: str) -> Any:
        """POST JSON to salt-api."""
        file = self.folder / f"request{time.time_ns()}.json"
        file.write_text(body)
        kinds = ["-H", "Accept: application/json", "-H", "Content-Type: application/json", *more]
        write = ["--max-time", "300", "--write-out", "\n%{http_code}"]
        done = self.curl(*kinds, *write, "--data", f"@{file}", f"{API}{path}")
        file.unlink()
        text, _, code = done.stdout.rpartition("\n")
        return json.loads(text)["return"][0] if code == "200" else int(code)

    def typed(self, *arguments: str) -> str:
        """Run `salt-run` as a person does, and return what is printed."""
        command = [VENV / "bin/salt-run", "-c", self.config, "-l", "quiet", "--no-color"]
        text: str = self.namespace.run([*command, *arguments]).stdout
        return text
