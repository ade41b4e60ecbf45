"""
Decide what machines that are being installed report, and keep the ledger of installs.

The master's configuration may hold settings under ``pxe``: ``ledger``, ``key_file``, ``deadline`` and ``spool``.
``examples/master.d/pxe.conf`` has the whole configuration to copy. Every refusal is data with ``error``.
"""

from salt.utils.args import clean_kwargs

try:
    import salt_pxe.api.cancel
    import salt_pxe.api.enroll
    import salt_pxe.api.install
    import salt_pxe.api.query
    import salt_pxe.api.retire
    from salt_pxe.adapters.proof_key import rotated
    from salt_pxe.adapters.refused_calls import as_data, as_ticket, caller, is_typed
    from salt_pxe.adapters.runner_context import RunnerContext, now
    from salt_pxe.adapters.server_registration import registered
    from salt_pxe.adapters.signal_decisions import drained
    from salt_pxe.adapters.sweep import swept
    from salt_pxe.site.values.addresses import mac_from_command_line

    MISSING = None
except ImportError as error:
    MISSING = str(error)
    as_data = as_ticket = staticmethod  # This module is refused, but Salt has to get as far as __virtual__.

__virtualname__ = "pxe"
# Salt would offer what is imported here as well.
__load__ = """
    event expire register rotate_key trust distrust enroll install
    cancel retire status history
""".split()  # noqa: SIM905


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this master: {MISSING}"
    return __virtualname__


def _context():
    return RunnerContext(__opts__, str(globals().get("__user__") or caller()))


@as_data
def event(entry=""):
    """Decide the signals that wait in the spool. The reactor calls this, with the ``entry`` that it has made.

    CLI Example::

        salt-run pxe.event
    """
    return drained(_context())


@as_data
def expire():
    """Finish what is overdue, and what a crash, a lost signal or an absent kickstart server has left undone.

    CLI Example::

        salt-run pxe.expire
    """
    return swept(_context())


@as_data
def register(generation, test=False, published=None, server=None):
    """Write down what the pillar of a kickstart server asks for. The server calls this itself in a state run.

    ``server`` is its minion id, for a person who calls; what it is armed by comes from its pillar, compiled anew.

    CLI Example::

        salt-run pxe.register 1 test=True server=kickstart01
    """
    return registered(_context(), generation, test, published, server)


@as_data
def rotate_key(lost=False):
    """Make a new key, with which the tokens of later requests are made; installs under way go on.

    ``lost=True`` gives up keys that are not there any more, with the installs that were asked for by them.

    CLI Example::

        salt-run pxe.rotate_key
    """
    return rotated(_context(), lost is True)


@as_data
def trust(accept_loss="", note=""):
    """Say that this ledger may arm machines. ``accept_loss`` is the code that a refusal named, ``note`` says why.

    CLI Example::

        salt-run pxe.trust accept_loss=3fa10b77 note='restored from the backup of Monday'
    """
    context = _context()
    ledger = context.ledger()
    ledger.trust(now=now(), by=context.by, accept_loss=str(accept_loss), note=str(note))
    return context.trust(ledger)


@as_data
def distrust(note):
    """Say that this ledger must not arm machines until somebody trusts it again; ``note`` says why.

    CLI Example::

        salt-run pxe.distrust 'two masters have written to it'
    """
    context = _context()
    ledger = context.ledger()
    ledger.distrust(now=now(), by=context.by, note=str(note))
    return context.trust(ledger)


@as_ticket
def enroll(
    server, host, mac, profile=None, fixed_address=None, subnet=None, minion_id=None, site=None, **more
):
    """Take a machine into the ledger as a host of a kickstart server, with the same checks as pillar, or change it.

    ``fixed_address`` may be ``auto``, the lowest free one of ``subnet``; ``more`` are other keys of a host in pillar.

    CLI Example::

        salt-run pxe.enroll kickstart01 web09 '"52:54:00:00:00:09"' el9-web fixed_address=auto
    """
    if is_typed(__opts__) and isinstance(mac, int):
        mac = mac_from_command_line(mac)  # Salt reads some as numbers; a program has to send text.
    given = (server, host, mac, profile, fixed_address, subnet, minion_id, site)
    return salt_pxe.api.enroll.enroll(_context().call_context(), *given, **clean_kwargs(**more))


@as_ticket
def install(host, request, server=None, site=None):
    """Ask for an install of a host, once for this text, and arm the machine at once.

    ``request`` is any short text, such as a change number; ``server`` is needed for a host of pillar, ``site``
    where several sites have a host of this name.

    CLI Example::

        salt-run pxe.install web09 CHG0012345
    """
    return salt_pxe.api.install.install(_context().call_context(), host, request, server, site)


@as_ticket
def cancel(host, request=None, site=None):
    """Cancel the open request of a host, and disarm the machine at once. Doing it again does no harm.

    CLI Example::

        salt-run pxe.cancel web09
    """
    context = _context()
    return salt_pxe.api.cancel.cancel(context.call_context(context.ledger_or_frozen()), host, request, site)


@as_ticket
def retire(host, site=None):
    """Give a machine up: cancel and disarm its install, withdraw its enrolment, and delete its minion's proved key.

    CLI Example::

        salt-run pxe.retire web09
    """
    context = _context()
    return salt_pxe.api.retire.retire(context.call_context(context.ledger_or_frozen()), host, site)


@as_ticket
def status(host=None, state=None, limit=100, site=None):
    """Tell how far the installs are, the newest first: of a host, in a state, or ``open`` or ``closed``.

    CLI Example::

        salt-run pxe.status state=open --out=json
    """
    asked = {"host": host, "state": state, "limit": limit, "site": site}
    return salt_pxe.api.query.status(*_context().known(), **asked)


@as_ticket
def history(host=None, request=None, limit=100, after=None, site=None):
    """Tell what happened, the oldest first: to a host, of a request, or behind the change with the serial ``after``.

    CLI Example::

        salt-run pxe.history after=1200 --out=json
    """
    ledger = _context().reader()
    return salt_pxe.api.query.history(ledger, host=host, request=request, limit=limit, after=after, site=site)
