"""
Publish what machines boot: loaders, boot configurations, and in.tftpd.

This is where a machine is armed: its boot files and the record that ``pxe.disarm`` works from.
"""

try:
    from salt_pxe.adapters.state_result import state_return
    from salt_pxe.publish.kickstart_server import kickstart_server
    from salt_pxe.publish.steps import boot_file_tree

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe_tftp"


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def managed(name):
    """
    Copy boot loaders from the distribution's packages, arm and disarm machines, and run or stop in.tftpd.

    The comment says which machines are armed and which disks their installs may erase; with ``test=True`` before it
    happens. A request that ``pxe.disarm`` has closed on this server never arms its machine again.

    name
        Any text.

    .. code-block:: yaml

        boot files:
          pxe_tftp.managed:
            - require:
              - pxe_answer_files: answer_files
    """
    return state_return(name, __opts__["test"], lambda: boot_file_tree.step(_server()))


def _server():
    return kickstart_server(__pillar__, __grains__, __salt__, test=__opts__["test"], context=__context__)
