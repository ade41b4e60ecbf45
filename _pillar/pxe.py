"""
Give a kickstart server its checked site, and a kickstart for each armed host.

Configure the master with

.. code-block:: yaml

    ext_pillar:
      - pxe: {servers: [kickstart01]}

``servers`` names the minions that are kickstart servers: exact ids, globs or compound targets without grains and
pillar, as a list, or by the site that they serve (``{fra1: [ks01, ks02], muc1: 'muc-ks*'}``); a server of a list is a
site of its own, named by its minion id. A server whose pillar has a ``pxe`` key finds under ``pxe_served``: ``site``,
``armed``, ``kickstarts``, ``profile_kickstarts``, ``refused``, ``warnings``, ``ledger`` and ``seal``. Any other minion
gets nothing, whatever its pillar says.

Only the master's own pillar counts: what a minion sends along with its request is left out, and a ``pxe`` that it sends
is refused and logged with its id.

The ledger, which the ``pxe`` runner writes, is only read. A master without one arms nothing. For a minion without a
master (``salt-call --local``) there is no ledger, and its own tombstones alone tell which requests are over.

Bad hosts are refused by name. A bad site raises, and Salt then refuses to run states on that minion.
"""

import logging
import os
import time
from pathlib import Path

import salt.fileclient

try:
    import salt_pxe.adapters.pillar_request
    import salt_pxe.keyring
    import salt_pxe.ledger.opening
    import salt_pxe.master
    import salt_pxe.proof
    import salt_pxe.registering
    import salt_pxe.render.environment
    import salt_pxe.seal
    import salt_pxe.servers
    import salt_pxe.serving
    import salt_pxe.spool

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe"

log = logging.getLogger(__name__)


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this master: {MISSING}"
    return __virtualname__


def ext_pillar(minion_id, pillar, *args, **kwargs):
    """
    Return what a kickstart server serves, or nothing for a minion that is none.

    minion_id
        The minion whose pillar is compiled.

    pillar
        Its pillar so far; the site is read from its ``pxe`` key.

    CLI Example:

    .. code-block:: bash

        salt-run pillar.show_pillar kickstart01
    """
    if _is_masterless():
        return _served(minion_id, pillar, None)
    _hear(minion_id)
    try:
        site = salt_pxe.master.kickstart_servers(__opts__).site_of(minion_id)
    except salt_pxe.servers.ServersError as error:
        log.error(
            "the kickstart servers of this master cannot be told, %s: %s", salt_pxe.servers.SETTING, error
        )
        if not pillar.get("pxe"):
            return {}
        # The minion reads this; what the configuration says is for the master's log alone.
        raise ValueError(
            "the master's configuration of kickstart servers is wrong; its log says how"
        ) from None
    if site is None:
        return {}
    own = salt_pxe.adapters.pillar_request.masters_own(
        minion_id, pillar, __virtualname__, ("pxe", salt_pxe.serving.KEY)
    )
    return _served(minion_id, own, site)


def _is_masterless():
    return __opts__.get("file_client") == "local" and __opts__.get("__role") != "master"


def _hear(minion_id):
    """Remember that a minion whose start is awaited has fetched its pillar: nobody else can do that in its name."""
    try:
        spool = salt_pxe.spool.Spool(salt_pxe.master.settings(__opts__).spool)
        if spool.awaits(minion_id) and salt_pxe.adapters.pillar_request.is_minions_own(minion_id):
            spool.hear(minion_id)
    except (ValueError, OSError) as error:
        # It keeps no minion from its pillar.
        log.warning("that %s has fetched its pillar cannot be remembered: %s", minion_id, error)


def _served(minion_id, pillar, site):
    """Return what is served; without a site the minion has no master."""
    if not pillar.get("pxe"):
        return {}
    client = salt.fileclient.get_file_client(__opts__, False)
    saltenv = __opts__.get("saltenv") or "base"
    try:
        _find_templates(client, saltenv)
        master = None if site is None else _master(minion_id, pillar["pxe"], site)
        served = salt_pxe.serving.serve(pillar, _reader(client, saltenv), master)
    finally:
        client.destroy()
    for path, message, hint in served[salt_pxe.serving.KEY]["refused"]:
        log.warning("%s is refused for kickstart server %s: %s (%s)", path, minion_id, message, hint)
    return served


def _master(minion_id, given, site):
    """What the master knows beside pillar."""
    settings = salt_pxe.master.settings(__opts__)
    ring = salt_pxe.keyring.key_ring(settings.key_file)
    ledger = salt_pxe.ledger.opening.reader_or_none(settings.ledger)
    known = salt_pxe.registering.known(
        ledger, ring.current, given if isinstance(given, dict) else {}, minion_id, site, int(time.time())
    )
    return salt_pxe.serving.Master(known, ring, site, _finger(), salt_pxe.seal.secret(ring, minion_id))


def _finger():
    """The fingerprint of the master's key as minions compare it; None before the master has one."""
    try:
        return salt_pxe.proof.fingerprint(Path(__opts__["pki_dir"], "master.pub").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _reader(client, saltenv):
    texts = {}

    def read(url):
        if url not in texts:
            path = client.cache_file(url, saltenv=saltenv)
            if not path:
                raise FileNotFoundError(f"{url} is not in the file roots of {saltenv}")
            texts[url] = Path(path).read_text(encoding="utf-8")
        return texts[url]

    return read


def _find_templates(client, saltenv):
    """Synced copies of the core come without templates; the master's file roots have them."""
    if salt_pxe.render.environment.PACKAGED.is_dir():
        return
    found = client.cache_dir("salt://salt_pxe/templates", saltenv=saltenv)
    if not found:
        raise FileNotFoundError(
            "the templates of salt-pxe are neither beside its code nor at salt://salt_pxe/templates: "
            "install salt-pxe by pip, or use its repository as file_roots"
        )
    folder = found[0][: found[0].rindex(f"salt_pxe{os.sep}templates") + len("salt_pxe/templates")]
    salt_pxe.render.environment.use_templates(folder)
