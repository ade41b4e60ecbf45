"""
Serve install repositories.

Each comes from an ISO (unpacked once), a folder (served where it is) or a URL, and is checked against its
``.treeinfo``.
"""

try:
    from salt_pxe.adapters.state_result import state_return
    from salt_pxe.publish.kickstart_server import kickstart_server
    from salt_pxe.publish.steps import repositories

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe_repo"


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def present(name, repo_name=None):
    """
    Unpack and check install repositories, and copy their kernels and initrds to the TFTP root.

    Kernel and initrd must have the checksums of ``.treeinfo``, and the tree must be of the release that the profiles
    mean. A repo that is refused is named; the others are served.

    name
        Any text.

    repo_name
        Only this repo of ``pxe:repos``. Without it all of them, and what was unpacked for others is removed.

    .. code-block:: yaml

        install repositories:
          pxe_repo.present

        only one:
          pxe_repo.present:
            - repo_name: el9
    """
    return state_return(name, __opts__["test"], lambda: repositories.step(_server(), repo_name))


def _server():
    return kickstart_server(__pillar__, __grains__, __salt__, test=__opts__["test"], context=__context__)
