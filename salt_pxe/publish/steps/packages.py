"""Get the daemons onto the server: installed without being started, and never started at boot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.publish.daemons import no_start
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps import Step
from salt_pxe.services.dhcp.plug import places_of
from salt_pxe.services.programs import program

PROGRAMS = {"tftp": "in.tftpd", "http": "nginx", "iso": "bsdtar"}
"""What tells that a part is there, whatever package brought it; the DHCP service names its own."""


@dataclass
class PackagesStep(Step):
    """The packages that the site needs, and which of their services start at boot."""

    server: KickstartServer
    missing: list[str] = field(init=False)
    enabled: list[str] = field(init=False)

    def __post_init__(self) -> None:
        server = self.server
        dhcp = places_of(server.site, server.family)
        wanted = [] if program(dhcp.program) else list(dhcp.packages)
        wanted += [
            package
            for part, packages in parts(server).items()
            if not (part in PROGRAMS and program(PROGRAMS[part]))
            for package in packages
        ]
        self.missing = [package for package in wanted if not server.calls["pkg.version"](package)]
        self.enabled = [unit for unit in server.resting() if starts_at_boot(server, unit)]

    def changes(self) -> dict[str, Any]:
        """Return what is installed, and which services no longer start at boot."""
        said: dict[str, Any] = {package: {"old": "", "new": "installed"} for package in self.missing}
        said |= {unit: {"old": "starts at boot", "new": "does not start at boot"} for unit in self.enabled}
        return said

    def words(self) -> list[str]:
        """Return what happens to the daemons of new packages."""
        return ["new daemons are not started, and do not start at boot"] if self.missing else []

    def carry_out(self) -> None:
        """Install what is missing and see to it that nothing of it starts at boot. Raises PublishError."""
        server = self.server
        if self.missing:
            options = {"install_recommends": False} if server.family.name == "Debian" else {}
            absent = [path for path in _configurations(server) if not server.disk.exists(path)]
            with no_start.daemons_stay_down(server.disk, server.family):
                try:
                    server.calls["pkg.install"](pkgs=self.missing, refresh=True, **options)
                except Exception as error:  # whatever the package manager's functions raise, in its words
                    raise PublishError(f"{', '.join(self.missing)} cannot be installed: {error}") from error
            still = [package for package in self.missing if not server.calls["pkg.version"](package)]
            if still:
                raise PublishError(f"{', '.join(still)} cannot be installed: no source of packages has it")
            for path in absent:
                # The example that came with the package is nobody's work: set aside, it is in nobody's way.
                server.disk.set_aside(path)
        for unit in server.resting():
            if starts_at_boot(server, unit) and not server.calls["service.disable"](unit):
                raise PublishError(f"{unit} starts at boot and cannot be disabled")


def parts(server: KickstartServer) -> dict[str, tuple[str, ...]]:
    """Return the parts that this site needs, services and firmware, and the packages of each."""
    family, loaders = server.family, server.site.server.loaders
    isos = any(repo.source.lower().endswith(".iso") for repo in server.site.repos.values())
    return {
        **{part: family.packages[part] for part in ("tftp", "http")},
        **{name: FIRMWARE.get(name).packages(family.distribution) for name in loaders},
        **({"iso": family.packages["iso"]} if isos else {}),
    }


def _configurations(server: KickstartServer) -> list[str]:
    family, dhcp = server.family, places_of(server.site, server.family)
    return [dhcp.configuration, *dhcp.settings, *family.tftp_confs, family.nginx_site]


def starts_at_boot(server: KickstartServer, unit: str) -> bool:
    """Tell whether a unit is there and starts at boot."""
    return bool(server.calls["service.available"](unit)) and bool(server.calls["service.enabled"](unit))


step = PackagesStep
