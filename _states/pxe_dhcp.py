"""
Configure and run the DHCP service of the site.

A configuration that the service refuses, or does not start with, is put back.
"""

try:
    from salt_pxe.adapters.state_result import state_return
    from salt_pxe.publish.kickstart_server import kickstart_server
    from salt_pxe.publish.steps import dhcp_service

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe_dhcp"


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def managed(name):
    """
    Bring the configuration of the DHCP service and its listening interfaces in force, and run or stop it.

    The candidate is read by the service's own parser, also with ``test=True``. The service is reloaded or restarted
    only when something changed, and asked over the wire whether it answers. If not, the old files and the old daemon
    come back, and the state fails with the service's own words. ``pxe:dhcp:backend`` says which service it is.

    name
        Any text.

    .. code-block:: yaml

        DHCP:
          pxe_dhcp.managed
    """
    return state_return(name, __opts__["test"], lambda: dhcp_service.step(_server()))


def _server():
    return kickstart_server(__pillar__, __grains__, __salt__, test=__opts__["test"], context=__context__)
