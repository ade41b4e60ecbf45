"""What do the official parsers say? `dhcpd -t` and `nginx -t`, in their own words."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

from salt_pxe.publish.daemon import DaemonFailed
from salt_pxe.publish.disk import STAGED, Disk
from salt_pxe.publish.plan import Plan
from salt_pxe.publish.programs import FOLDERS, program

SECONDS = 60
_DHCPD_NOISE = re.compile(
    r"^(Internet Systems Consortium|Copyright |All rights reserved|For info, please visit|Config file:|Database file:"
    r"|PID file:|Wrote \d+ .* to leases file|Launching IPv4 server only|If you think you have received"
    r"|than a configuration issue|bugs on either our web page|before submitting|process and the information"
    r"|exiting\.|ldap_gssapi|Configuration file errors encountered|\s*$)"
)
_LOG = re.compile(r"^([ \t]*(?:access|error)_log\s+)[^\s;]+", re.MULTILINE)


def dhcpd(disk: Disk, plan: Plan, conf: str) -> None:
    """Let dhcpd read the candidate of its configuration file; nothing where dhcpd is not installed.

    Raises DaemonFailed. The candidate lies beside the configuration for that moment: an AppArmor profile lets dhcpd
    read nowhere else.
    """
    path = program("dhcpd")
    candidate = next((change.file for change in plan if change.path == conf and change.file), None)
    if path is None or candidate is None:
        return
    folder, _, name = conf.rpartition("/")
    staged = f"{folder}/.{name}.checked{STAGED}"
    disk.write(staged, candidate)
    try:
        _run([path, "-t", "-4", "-cf", disk.real(staged)], disk.real(staged), conf)
    finally:
        disk.remove(staged)


def nginx(disk: Disk, plan: Plan, site: str) -> None:
    """Let nginx read the candidate of our site in a minimal configuration; nothing where nginx is not installed.

    Raises DaemonFailed.
    """
    path = program("nginx")
    candidate = next((change.file for change in plan if change.path == site and change.file), None)
    if path is None or candidate is None:
        return
    with tempfile.TemporaryDirectory(prefix="salt-pxe-") as folder:
        place = Path(folder)
        # Where it would log is opened even by a test, so that has to be elsewhere.
        text = _LOG.sub(rf"\g<1>{place}/log", candidate.content.decode())
        (place / "site.conf").write_text(text)
        (place / "nginx.conf").write_text(_wrapper(place))
        _run(
            [path, "-t", "-q", "-e", "stderr", "-c", str(place / "nginx.conf")],
            str(place / "site.conf"),
            site,
        )


def nginx_whole() -> None:
    """Let nginx read its real, whole configuration. Raises DaemonFailed."""
    path = program("nginx")
    if path is not None:
        _run([path, "-t", "-q"], "", "")


def _wrapper(place: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"  {kind}_temp_path {place}/{kind};\n" for kind in kinds)
    return (
        f"pid {place}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\n{folders}  access_log off;\n  include {place}/site.conf;\n}}\n"
    )


def _run(command: list[str], shown: str, meant: str) -> None:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            env={**os.environ, "LC_ALL": "C", "PATH": FOLDERS},
        )
    except subprocess.TimeoutExpired as slow:
        raise DaemonFailed(f"{Path(command[0]).name} -t did not end within {SECONDS} s") from slow
    if done.returncode:
        words = done.stderr + done.stdout
        raise DaemonFailed(dhcpd_words(words.replace(shown, meant) if shown else words))


def dhcpd_words(text: str) -> str:
    """Return what a daemon said, each line once, without dhcpd's banner and its appeal to report bugs."""
    lines = [line for line in text.splitlines() if not _DHCPD_NOISE.match(line)]
    return "\n".join(dict.fromkeys(lines)) or text.strip()
