"""Which sites are measured? One class A network, every host with an address and a profile, some of them armed."""

from __future__ import annotations

from typing import Any

from tests.site import HASH

TYPICAL_ARMED = 20


def pillar(hosts: int, armed: int) -> dict[str, Any]:
    """Return a pillar with that many hosts, of which the first `armed` ask for an install."""
    return {
        "pxe": {
            "server": {
                "address": "10.255.255.7",
                "interfaces": ["eth1"],
                "max_armed": max(armed, TYPICAL_ARMED),
            },
            "dhcp": {"default_lease_time": 21600, "max_lease_time": 43200},
            "subnets": {
                "10.0.0.0/8": {
                    "range": ["10.254.0.0-10.254.255.255"],
                    "routers": ["10.255.255.254"],
                    "domain_name_servers": ["10.255.255.2"],
                }
            },
            "repos": {"el9": {"source": "/srv/media/el9"}},
            "profiles": {
                "el9-web": {
                    "release": "RHEL9",
                    "repo": "el9",
                    "rootpw": HASH,
                    "disks": "sda",
                    "packages": ["@core", "chrony", "salt-minion"],
                    "users": {"ops": {"password": HASH, "groups": "wheel"}},
                    "services": {"enabled": ["chronyd"]},
                    "post": "echo installed > /etc/motd\n",
                }
            },
            "hosts": {f"host{number:06}": host(number, number < armed) for number in range(hosts)},
        }
    }


def host(number: int, armed: bool) -> dict[str, Any]:
    """Return one host."""
    third, fourth = divmod(number, 250)
    second, third = divmod(third, 250)
    octets = number.to_bytes(3, "big")
    found = {
        "mac": "52:54:00:" + ":".join(f"{octet:02x}" for octet in octets),
        "fixed_address": f"10.{second}.{third}.{fourth + 1}",
        "profile": "el9-web",
    }
    return found | {"install": f"CHG{number:07}"} if armed else found
