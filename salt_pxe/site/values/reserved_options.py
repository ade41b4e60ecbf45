"""Options that pillar does not set though they have a name, and codes that have an option already."""

from __future__ import annotations

CODES = {
    136: "pana-agent",
    137: "v4-lost",
    138: "capwap-ac-v4",
    141: "sip-ua-cs-domains",
    142: "ipv4-address-andsf",
    150: "tftp-server-address",
    209: "loader-configfile",
    210: "loader-pathprefix",
    211: "loader-reboottime",
    213: "v4-access-domain",
}
"""The options of the table whose codes a site could define anew."""

_CLIENTS = "is what a client says of itself, or a relay of a client", "leave it out"
_SERVICES = "is what the DHCP service says itself", "leave it out"
NOT_OURS = {
    "dhcp-lease-time": ("has words of its own", "say lease_time, or default_lease_time and max_lease_time"),
    "rfc3442-classless-static-routes": ("has words of its own", "say static_routes"),
    "classless-static-routes": ("has words of its own", "say static_routes"),
    **dict.fromkeys(
        (
            "associated-ip",
            "client-last-transaction-time",
            "dhcp-message",
            "dhcp-message-type",
            "dhcp-option-overload",
            "dhcp-server-identifier",
        ),
        _SERVICES,
    ),
    **dict.fromkeys(
        (
            "agent.circuit-id",
            "agent.DOCSIS-device-class",
            "agent.link-selection",
            "agent.remote-id",
            "dhcp-client-identifier",
            "dhcp-max-message-size",
            "dhcp-requested-address",
            "pxe-client-id",
            "pxe-interface-id",
            "pxe-system-type",
            "relay-agent-information",
            "subnet-selection",
        ),
        _CLIENTS,
    ),
}
"""Options that have a name and yet no value in pillar: what they are, and what to do."""
