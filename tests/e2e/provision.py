"""Is everything there that a lab needs? Makes what is missing, once."""

from __future__ import annotations

from tests.e2e.accelerator import accelerator
from tests.e2e.apt_source import apt_source
from tests.e2e.installer.media import media
from tests.e2e.rootfs import rootfs


def provision() -> None:
    """Make the root file system, the apt source and the install media, and find out how to run machines."""
    rootfs()
    apt_source()
    media()
    accelerator()


if __name__ == "__main__":
    provision()
