"""What machines that nobody declared may install."""

from __future__ import annotations

from salt_pxe.site.site import Site


def unknown_profiles(site: Site) -> tuple[str, ...]:
    """Return the profiles that an undeclared machine can install: those that allow it, and that the policy reaches."""
    if site.unknown == "local":
        return ()
    if site.unknown == "menu":
        return tuple(sorted(name for name, profile in site.profiles.items() if profile.install_unknown))
    return (site.unknown,)
