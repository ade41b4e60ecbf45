"""
Ask a kickstart server what it does, and disarm machines.

The site comes from the minion's pillar, as the ``pxe`` pillar extension of the master gives it.
"""

import salt.loader
from salt.exceptions import CommandExecutionError

try:
    from salt_pxe import answers, doctor, seal, serving
    from salt_pxe.address_values import mac_from_command_line
    from salt_pxe.arming import ArmingRefused
    from salt_pxe.problem import PillarError
    from salt_pxe.publish import one_host, running_copy
    from salt_pxe.publish.armed_files import ArmedFiles
    from salt_pxe.publish.disk import Disk, PublishError
    from salt_pxe.publish.linger import stop_later
    from salt_pxe.publish.server import family_here, kickstart_server
    from salt_pxe.publish.service import Service

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe"
__func_alias__ = {"plan_": "plan"}

_STATES = ("pxe_dhcpd", "pxe_http", "pxe_kickstart", "pxe_packages", "pxe_repo", "pxe_tftp")


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this minion: {MISSING}"
    return __virtualname__


def plan_(mac, arch=0):
    """
    Tell what a machine would get over DHCP, TFTP and HTTP, with the pillar path behind each answer.

    Password hashes are hidden.

    mac
        The MAC address of the NIC that boots.

    arch
        What its firmware sends as DHCP option 93: 0 for BIOS, 7 for UEFI on x64.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.plan mac=52:54:00:12:34:56 arch=7
    """
    try:
        server = _server()
        armed = server.armed()
        served = server.served
        return answers.answers(
            server.site,
            mac_from_command_line(mac),
            int(arch),
            armed,
            server.family,
            served.kickstarts,
            server.redact,
        )
    except _refusals() as refusal:
        raise CommandExecutionError(str(refusal)) from refusal


def check(probe=True):
    """
    Look for what would keep machines from installing: a list of findings with ``check``, ``status`` (``error``,
    ``warning``, ``ok``), ``message`` and ``remedy``, the worst first.

    probe
        Also ask on the wire for other DHCP servers, which takes some seconds.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.check
        salt 'kickstart*' pxe.check probe=False
    """
    if unserved := doctor.unserved(__pillar__, str(__grains__.get("id", ""))):
        return [finding.plain() for finding in unserved]
    try:
        return [finding.plain() for finding in doctor.examine(_server(), bool(probe))]
    except _refusals() as refusal:
        raise CommandExecutionError(str(refusal)) from refusal


def armed():
    """
    List the machines that are armed on this server now: host to request, MAC addresses and files.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.armed
    """
    files = _armed_files()
    records = (files.record(host) for host in files.names())
    return {
        record.host: {"request": record.request, "mac": list(record.macs), "files": list(record.files)}
        for record in records
        if record
    }


def arm(host, request, call=None):
    """
    Arm one machine at once, without a whole run of the states.

    Pillar is compiled anew for it. Only the files of this machine are written; what it needs of dhcpd, in.tftpd and
    nginx is brought in force. Doing it again changes nothing. A refusal comes back as ``error`` with its reason, and
    ``armed: False``; where a daemon fails after the files were published, ``armed`` is True beside the error.

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
    return _sealed(_armed(str(host), str(request)), call)


def _armed(host, request):
    try:
        server = kickstart_server(_fresh_pillar(), __grains__, __salt__, test=False)
        done = one_host.arm_host(server, host, request)
    except _refusals() as refusal:
        return {"host": host, "request": request, "armed": _is_armed(host, request), "error": str(refusal)}
    return {
        "host": host,
        "request": request,
        "armed": True,
        "files": list(done.files),
        "changed": list(done.changed),
        "started": list(one_host.started(done.daemons)),
        "daemons": done.daemons,
    }


def disarm(host, request=None):
    """
    Take a machine's install away for good: its request never arms it again on this server.

    Needs no pillar and no master. When it was the last machine and the site runs its services ``while_armed``, they
    are stopped. Doing it again does no harm.

    host
        The host's name in pillar.

    request
        The request that is over; a host that is armed by another one stays armed. Default: the one that is armed.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.disarm web01
        salt 'kickstart*' pxe.disarm web01 request=CHG0012345
    """
    try:
        done = _armed_files().disarm(host, None if request is None else str(request), _stop, _stop_later)
    except _refusals() as refusal:
        raise CommandExecutionError(str(refusal)) from refusal
    return {
        "host": done.host,
        "request": done.request,
        "was_armed": done.was_armed,
        "files": list(done.files),
        "stopped": list(done.stopped),
    }


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
    return _sealed([[host, request, _disarmed(host, request)] for host, request in requests], call)


def _disarmed(host, request):
    try:
        _armed_files().disarm(str(host), str(request), _stop, _stop_later)
    except _refusals() as refusal:
        return str(refusal)
    return True


def version():
    """
    Tell which copy of salt-pxe runs: version and path of the core, files of the loader modules, whether they differ.

    CLI Example:

    .. code-block:: bash

        salt 'kickstart*' pxe.version
    """
    states = salt.loader.states(__opts__, __salt__, {}, None)
    files = {f"states/{name}": _file_of(states, f"{name}.{_function(name)}") for name in _STATES}
    return running_copy.running({"modules/pxe": __file__, **files})


def _function(state):
    return {"pxe_packages": "installed", "pxe_repo": "present"}.get(state, "managed")


def _file_of(loader, name):
    return loader[name].__code__.co_filename if name in loader else None


def _server():
    return kickstart_server(__pillar__, __grains__, __salt__)


def _fresh_pillar():
    pillar = __salt__["pillar.items"](unmask=True)
    if pillar.get("_errors"):
        raise PublishError(
            "the master cannot compile the pillar of this server: " + "; ".join(pillar["_errors"])
        )
    return pillar


def _sealed(answer, call):
    """Seal an answer to the master's call. Where the pillar has no secret it stays as it is, and does not count."""
    if call is None:
        return answer
    call = str(call)
    given = _seal_in(__pillar__)
    # The master names the generation of its key in front: a newer one than this pillar's comes with a new pillar.
    if given is None or not call.startswith(f"{given['generation']}-"):
        try:
            given = _seal_in(_fresh_pillar()) or given
        except _refusals():
            pass
    return answer if given is None else seal.sealed(given, call, answer)


def _seal_in(compiled):
    return (compiled.get(serving.KEY) or {}).get("seal")


def _is_armed(host, request):
    try:
        record = _armed_files().record(host)
    except _refusals():
        return False
    return record is not None and record.request == request


def _armed_files():
    return ArmedFiles(Disk(), family_here(__grains__).state_dir)


def _stop(unit):
    service = Service(unit, __salt__, (unit,))
    if not service.running():
        return False
    service.stop()
    return True


def _stop_later(unit, seconds):
    stop_later(unit, seconds, f"{family_here(__grains__).state_dir}/armed")


def _refusals():
    return (PublishError, ArmingRefused, PillarError, ValueError, OSError)
