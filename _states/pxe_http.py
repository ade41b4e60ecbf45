"""
Configure and run nginx, which serves repos, answer files and boot files on the server's address.

Other sites of the same nginx are left alone.
"""

try:
    from salt_pxe.adapters.state_result import state_return
    from salt_pxe.publish.kickstart_server import kickstart_server
    from salt_pxe.publish.steps import http_service

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe_http"


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def managed(name):
    """
    Bring our nginx site in force, and run or stop nginx.

    The candidate is read by ``nginx -t`` alone, also with ``test=True``, then in nginx's whole configuration. With
    ``pxe:server:nginx: shared`` nginx is never stopped.

    name
        Any text.

    .. code-block:: yaml

        HTTP:
          pxe_http.managed
    """
    return state_return(name, __opts__["test"], lambda: http_service.step(_server()))


def _server():
    return kickstart_server(__pillar__, __grains__, __salt__, test=__opts__["test"], context=__context__)
