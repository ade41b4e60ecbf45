"""
Publish the kickstarts of armed hosts.

They are readable by root and nginx alone, and their differences are shown without password hashes.
"""

try:
    from salt_pxe.publish.server import kickstart_server
    from salt_pxe.publish.steps import kickstart
    from salt_pxe.state_return import state_return

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe_kickstart"


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def managed(name):
    """
    Write a kickstart for each armed host, and remove those that no boot file leads to any more.

    Apply it before ``pxe_tftp.managed``, which refuses to arm a machine without its kickstart.

    name
        Any text.

    .. code-block:: yaml

        kickstarts:
          pxe_kickstart.managed
    """
    return state_return(name, __opts__["test"], lambda: kickstart.step(_server()))


def _server():
    return kickstart_server(__pillar__, __grains__, __salt__, test=__opts__["test"])
