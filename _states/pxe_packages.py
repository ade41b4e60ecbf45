"""
Install what a kickstart server needs, and start none of it at boot.

The site comes from the minion's pillar, as the ``pxe`` pillar extension of the master gives it.
"""

try:
    from salt_pxe.adapters.state_result import state_return
    from salt_pxe.publish.kickstart_server import kickstart_server
    from salt_pxe.publish.steps import packages

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe_packages"


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def installed(name):
    """
    Install the packages that the site needs: the DHCP service, in.tftpd, nginx, boot loaders, and bsdtar for an ISO.

    The packages' own scripts start no daemon meanwhile (``policy-rc.d``), and the services do not start at boot: a
    kickstart server that comes up by itself reinstalls machines that nobody meant.

    name
        Any text.

    .. code-block:: yaml

        kickstart server's packages:
          pxe_packages.installed
    """
    return state_return(name, __opts__["test"], lambda: packages.step(_server()))


def _server():
    return kickstart_server(__pillar__, __grains__, __salt__, test=__opts__["test"], context=__context__)
