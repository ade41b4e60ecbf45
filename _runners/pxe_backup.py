"""
Back up what the master knows of installs, and bring it back: more functions of the runner ``pxe``.

Every refusal is data with ``error``.
"""

try:
    from salt_pxe.adapters.backups import backed_up, restored
    from salt_pxe.adapters.refused_calls import as_data, caller
    from salt_pxe.adapters.runner_context import RunnerContext

    MISSING = None
except ImportError as error:
    MISSING = str(error)
    as_data = staticmethod  # This module is refused, but Salt has to get as far as __virtual__.

__virtualname__ = "pxe"
__load__ = ["backup", "restore"]


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this master: {MISSING}"
    return __virtualname__


def _context():
    return RunnerContext(__opts__, str(globals().get("__user__") or caller()))


@as_data
def backup(file):
    """Write ledger and keys into a new archive, consistent while installs go on. It holds secrets: keep it safe.

    ``file`` is an absolute path on the master at which there is nothing yet.

    CLI Example::

        salt-run pxe.backup /var/backups/pxe-2026-01-31.tar
    """
    return backed_up(_context(), str(file))


@as_data
def restore(file, force=False):
    """Bring ledger and keys back from an archive; what they replace is kept beside them.

    The ledger arms nothing until ``pxe.trust``; the answer says what to do before. It is refused while requests are
    open that the archive does not know, unless ``force=True`` gives them up.

    CLI Example::

        salt-run pxe.restore /var/backups/pxe-2026-01-31.tar
    """
    return restored(_context(), str(file), force is True)
