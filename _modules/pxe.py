"""
Ask a kickstart server what it does, and disarm machines.

The site comes from the minion's pillar, as the ``pxe`` pillar extension of the master gives it.
"""

import salt.loader

try:
    from salt_pxe.adapters import running_copy
    from salt_pxe.adapters.server_calls import ServerCalls

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe"
__func_alias__ = {"plan_": "plan"}


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def _calls():
    return ServerCalls(__pillar__, __grains__, __salt__, __context__)


def plan_(mac, arch=0):
    """
    Tell what a machine would get over DHCP, TFTP and HTTP, with the pillar path behind each answer.

    Password hashes are hidden. Where the host's text of ``install`` is over, ``over`` says so.

    mac
        The MAC address of the NIC that boots.

    arch
        What its firmware sends as DHCP option 93: 0 for BIOS, 7 for UEFI on x64.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.plan mac=52:54:00:12:34:56 arch=7
    """
    return _calls().plan(mac, arch)


def check(probe=True):
    """
    Look for what would keep machines from installing: a list of findings with ``check``, ``status`` (``error``,
    ``warning``, ``ok``), ``message`` and ``remedy``, the worst first.

    Pillar is compiled anew for it. With an error among the findings the call fails: ``salt`` and ``salt-call`` then
    exit with another code than 0. Warnings alone do not make it fail.

    probe
        Also ask on the wire for other DHCP servers, which takes some seconds.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.check
        salt 'kickstart*' pxe.check probe=False
    """
    return _calls().check(bool(probe))


def armed():
    """
    List the machines that are armed on this server now: host to request, MAC addresses and files.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.armed
    """
    return _calls().armed()


def arm(host, request, call=None):
    """
    Arm one machine at once, without a whole run of the states.

    Pillar is compiled anew for it. Only the files of this machine are written; what it needs of the DHCP service,
    in.tftpd and nginx is brought in force. Doing it again changes nothing. A refusal comes back as ``error`` with its
    reason, and ``armed: False``; where a daemon fails after the files were published, ``armed`` is True beside it.

    host
        The host's name in pillar, or of its enrolment.

    request
        The request by which it is armed: pillar, or the master's ledger, has to ask for this very one.

    call
        What the master calls this call by; the answer is then sealed, so that it is known as this server's own.

    CLI Example:

    .. code-block:: bash

        salt kickstart01 pxe.arm web01 CHG0012345
    """
    return _calls().arm(str(host), str(request), call)


def disarm(host, request=None):
    """
    Take a machine's install away for good: its request never arms it again on this server.

    Needs no pillar and no master. When it was the last machine and the site runs its services ``while_armed``, they
    are stopped. Doing it again does no harm.

    host
        The host's name in pillar, or one that it had since the install was asked for; it is over for all of them.

    request
        The request that is over; a host that is armed by another one stays armed. Default: the one that is armed.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.disarm web01
        salt 'kickstart*' pxe.disarm web01 request=CHG0012345
    """
    return _calls().disarm(host, None if request is None else str(request))


def disarm_all(requests, call=None):
    """
    Take the installs of several machines away for good, each as ``pxe.disarm`` does. The master calls this.

    requests
        A list of pairs: host, and the request that is over.

    call
        As for ``pxe.arm``.

    Returns a list: each pair, and ``True`` or why that machine could not be disarmed.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.disarm_all '[[web01, CHG0012345], [web02, CHG0012345]]'
    """
    return _calls().disarm_all(requests, call)


def version():
    """
    Tell which copy of salt-pxe runs: version and path of the core, files of the loader modules, whether they differ.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.version
    """
    states = running_copy.state_files(salt.loader.states(__opts__, __salt__, {}, None))
    return running_copy.running({"modules/pxe": __file__, **states})
