"""salt-pxe: from a site described in pillar to machines that install themselves.

The way through the package is ``pillar`` (dict to :class:`~salt_pxe.site.Site`), ``render`` (Site to
:class:`~salt_pxe.tree.Tree`), ``publish`` (Tree to disk and daemons). Nothing in here imports Salt.
"""

from salt_pxe.version import __version__

__all__ = ["__version__"]
