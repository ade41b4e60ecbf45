"""What nginx reads when it checks one site alone, or all of its configuration (`nginx -t`)."""

from __future__ import annotations

import re

from salt_pxe.services import parser_run

PROGRAM = "nginx"
_LOG = re.compile(r"^([ \t]*(?:access|error)_log\s+)[^\s;]+", re.MULTILINE)
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
_SITE, _WHOLE = "site.conf", "nginx.conf"


def scratch_files(site: str, folder: str) -> dict[str, str]:
    """Return the files, by their names, of a minimal configuration in a folder of its own that holds one site."""
    folders = "".join(f"  {kind}_temp_path {folder}/{kind};\n" for kind in _TEMPORARY)
    return {
        # Where it would log is opened even by a test, so that has to be elsewhere.
        _SITE: _LOG.sub(rf"\g<1>{folder}/log", site),
        _WHOLE: (
            f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
            f"http {{\n{folders}  access_log off;\n  include {folder}/{_SITE};\n}}\n"
        ),
    }


def check_alone(program: str, folder: str, shown: str) -> None:
    """Let nginx read the configuration that `scratch_files` gave for a folder. Raises DaemonFailed.

    `program` is the path of nginx; its words name the site as `shown`.
    """
    command = [program, "-t", "-q", "-e", "stderr", "-c", f"{folder}/{_WHOLE}"]
    parser_run.accepts(command, f"{folder}/{_SITE}", shown)


def check_whole(program: str) -> None:
    """Let nginx read its real, whole configuration. Raises DaemonFailed."""
    parser_run.accepts([program, "-t", "-q"])
