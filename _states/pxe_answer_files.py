"""
Publish the answer files of armed hosts.

They are readable by root and nginx alone, and their differences are shown without password hashes.
"""

try:
    from salt_pxe.adapters.state_result import state_return
    from salt_pxe.publish.kickstart_server import kickstart_server
    from salt_pxe.publish.steps import answer_file_tree

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe_answer_files"


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def managed(name):
    """
    Write the answer files of each armed host, and remove those that no boot file leads to any more.

    Apply it before ``pxe_tftp.managed``, which refuses to arm a machine without them.

    name
        Any text.

    .. code-block:: yaml

        answer_files:
          pxe_answer_files.managed
    """
    return state_return(name, __opts__["test"], lambda: answer_file_tree.step(_server()))


def _server():
    return kickstart_server(__pillar__, __grains__, __salt__, test=__opts__["test"], context=__context__)
