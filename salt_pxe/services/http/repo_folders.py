"""The folders on the kickstart server that are served as install repositories."""

from __future__ import annotations

from salt_pxe.services.family import Family
from salt_pxe.site.site import Site


def repo_folder(site: Site, repo: str, family: Family) -> str | None:
    """Return the folder on the kickstart server that is served as a repo, or None where a URL serves it.

    A folder is served where it is; what an ISO (a source that ends in `.iso`) holds is unpacked below `family.repos`.
    """
    source = site.repos[repo].source
    if "://" in source:
        return None
    return f"{family.repos}/{repo}" if source.lower().endswith(".iso") else source.rstrip("/") or "/"
