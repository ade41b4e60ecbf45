"""What does a DHCP server answer? A client that sends raw requests and prints the answers (RFC 2131, RFC 4578).

Run as `python dhcp_client.py INTERFACE '[{"mac": ..., "options": [[name, value], ...]}, ...]'`; it prints one JSON list
with the answer, or null, for each. `"type": "bootp"` sends a BOOTP request, `"request": ADDRESS` a DHCPREQUEST for it.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from scapy.arch.linux import L2Socket
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

PATIENCE = 3.0
"""Seconds without an answer after which a server is taken to be silent."""


def request(number: int, asked: dict[str, Any]) -> Ether:
    """Return the message of one machine; `number` becomes its transaction id."""
    mac = asked["mac"]
    packet = (
        Ether(src=mac, dst="ff:ff:ff:ff:ff:ff")
        / IP(src="0.0.0.0", dst="255.255.255.255")
        / UDP(sport=68, dport=67)
        / BOOTP(chaddr=bytes.fromhex(mac.replace(":", "")), xid=number, flags=0x8000)
    )
    if asked.get("type") == "bootp":
        return packet
    options: list[Any] = [("message-type", "discover")]
    if "request" in asked:
        options = [("message-type", "request"), ("requested_addr", asked["request"])]
    for name, value in asked.get("options", []):
        options.append((name, bytes.fromhex(value["hex"]) if isinstance(value, dict) else value))
    options.append(("param_req_list", [1, 2, 3, 6, 7, 12, 15, 17, 19, 23, 119, 121, 224, 225, 226]))
    return packet / DHCP(options=[*options, "end"])


def answer(reply: Ether) -> dict[str, Any]:
    """Return what a reply says: the header's fields by their names in RFC 2131, and the options."""
    bootp = reply[BOOTP]
    found: dict[str, Any] = {
        "yiaddr": bootp.yiaddr,
        "siaddr": bootp.siaddr,
        "sname": bootp.sname.rstrip(b"\0").decode(),
        "file": bootp.file.rstrip(b"\0").decode(),
    }
    for option in reply[DHCP].options if DHCP in reply else ():
        if isinstance(option, tuple):
            name, *values = option
            texts = [value.hex() if isinstance(value, bytes) else value for value in values]
            found[str(name)] = texts[0] if len(texts) == 1 else texts
    return found


def ask(interface: str, requests: list[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """Send every request and return the answers in the same order."""
    socket = L2Socket(iface=interface, filter=None)
    answers: dict[int, dict[str, Any]] = {}
    try:
        for number, asked in enumerate(requests, 1):
            socket.send(request(number, asked))
        until = time.monotonic() + PATIENCE
        while len(answers) < len(requests) and time.monotonic() < until:
            if not socket.select([socket], remain=0.1):
                continue
            reply = socket.recv()
            if reply is not None and BOOTP in reply and reply[BOOTP].op == 2:
                answers.setdefault(reply[BOOTP].xid, answer(reply))
    finally:
        socket.close()
    return [answers.get(number) for number in range(1, len(requests) + 1)]


if __name__ == "__main__":
    print(json.dumps(ask(sys.argv[1], json.loads(sys.argv[2]))))
