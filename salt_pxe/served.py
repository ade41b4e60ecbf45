"""What travels from the master to a kickstart server."""

from __future__ import annotations

KEY = "pxe_served"
"""The pillar key under which a kickstart server finds what it serves."""
