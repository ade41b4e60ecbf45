"""What dhcpd's own parser says of a configuration (`dhcpd -t`), and dhcpd's words without its banner."""

from __future__ import annotations

import re

from salt_pxe.services import parser_run
from salt_pxe.services.refusals import each_once

_NOISE = re.compile(
    r"^(Internet Systems Consortium|Copyright |All rights reserved|For info, please visit|Config file:|Database file:"
    r"|PID file:|Wrote \d+ .* to leases file|Launching IPv4 server only|If you think you have received"
    r"|than a configuration issue|bugs on either our web page|before submitting|process and the information"
    r"|exiting\.|ldap_gssapi|Configuration file errors encountered|\s*$)"
)


def check(program: str, candidate: str, shown: str) -> None:
    """Let the dhcpd at `program` read a candidate. Raises DaemonFailed with its words, which name it as `shown`."""
    parser_run.accepts([program, "-t", "-4", "-cf", candidate], candidate, shown, own_words)


def own_words(text: str) -> str:
    """Return what dhcpd wrote, each line once, without its banner and its appeal to report bugs."""
    lines = [line for line in text.splitlines() if not _NOISE.match(line)]
    return each_once("\n".join(lines)) or text.strip()
