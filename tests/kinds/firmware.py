"""A firmware that no machine has, with a loader of its own: what a site may plug in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salt_pxe.boot import Decision, Install, Local
from salt_pxe.boot.plug import OneVersion
from salt_pxe.site.distribution import Distribution
from salt_pxe.site.site import Site


@dataclass(frozen=True)
class Oak:
    """A firmware that says 200 in option 93, and loads oak.bin, which reads one line."""

    name: str = "oak"
    by_default: bool = False
    architectures: tuple[int, ...] = (200,)
    vendor_class: str = "OakClient"
    user_class: str | None = None
    folders: tuple[str, ...] = ("oak",)
    boot_partitions: Mapping[str, str] = field(default_factory=dict, hash=False)

    def boot_file(self, site: Site) -> str:
        """Return the loader."""
        return "oak.bin"

    def machine_path(self, mac: str) -> str:
        """Return a path with the MAC address in it."""
        return f"oak/{mac}.line"

    def machine(self, site: Site, decision: Local | Install, distribution: Distribution) -> str:
        """Return one line."""
        return f"{_line(decision)} # {distribution.family}\n"

    def shared(self, site: Site, unknown: Decision, distribution: Distribution) -> Mapping[str, str]:
        """Return the line of everybody else."""
        return {"oak/everybody.line": f"{_line(unknown)}\n"}

    def packages(self, distribution: Distribution) -> tuple[str, ...]:
        """Return a package."""
        return (f"oak-for-{distribution.family}",)

    def loader_files(self, distribution: Distribution) -> Mapping[str, tuple[str, ...]]:
        """Return the loader, and where its package puts it."""
        return {"oak.bin": ("/usr/lib/oak/oak.bin",)}

    def one_version(self, distribution: Distribution) -> OneVersion | None:
        """Return two packages that have to match."""
        return OneVersion(("oak", "oak-leaves"), "oak", "oak and its leaves", "the tree is bare")


def _line(decision: Decision) -> str:
    return f"grow {decision.kernel}" if isinstance(decision, Install) else "rest"
