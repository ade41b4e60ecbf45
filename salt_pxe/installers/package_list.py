"""The packages of a machine: its profile's and its own."""

from __future__ import annotations


def packages(of_profile: tuple[str, ...], of_host: tuple[str, ...]) -> tuple[str, ...]:
    """Join two lists of packages; where they contradict each other the host's word counts."""
    denied = {package[1:] if package.startswith("-") else f"-{package}" for package in of_host}
    return tuple(dict.fromkeys([*(package for package in of_profile if package not in denied), *of_host]))
