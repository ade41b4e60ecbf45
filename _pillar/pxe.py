"""
Give a kickstart server its checked site, and the answer files of each armed host.

Configure the master with

.. code-block:: yaml

    ext_pillar:
      - pxe: {servers: [kickstart01]}

``servers`` names the minions that are kickstart servers: exact ids, globs or compound targets without grains and
pillar, as a list, or by the site that they serve (``{fra1: [ks01, ks02], muc1: 'muc-ks*'}``); a server of a list is a
site of its own, named by its minion id. A server whose pillar has a ``pxe`` key finds under ``pxe_served``: ``site``,
``version``, ``armed``, ``answers``, ``profile_answers``, ``refused``, ``warnings``, ``ledger`` and ``seal``. Any other
minion gets nothing, whatever its pillar says.

Only the master's own pillar counts: what a minion sends along with its request is left out, and a ``pxe`` that it sends
is refused and logged with its id.

The ledger, which the ``pxe`` runner writes, is only read. A master without one arms nothing. For a minion without a
master (``salt-call --local``) there is no ledger, and its own tombstones alone tell which requests are over.

Bad hosts are refused by name. A bad site raises, and Salt then refuses to run states on that minion.
"""

import functools
import logging
import time
from pathlib import Path

import salt.fileclient

try:
    import salt_pxe.adapters.pillar_request
    import salt_pxe.arming.proof
    import salt_pxe.arming.seal
    import salt_pxe.ledger.database
    import salt_pxe.ledger.key_generations
    import salt_pxe.master.keyring
    import salt_pxe.master.kickstart_servers
    import salt_pxe.master.register
    import salt_pxe.master.serve
    import salt_pxe.master.settings
    import salt_pxe.onboarding.reports
    import salt_pxe.served
    import salt_pxe.site.environment

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

        salt-call pillar.items      # on the server; what `salt-run pillar.show_pillar` prints is kept on the master
    """
    if _is_masterless():
        return _served(minion_id, pillar, None)
    _note_contact(minion_id)
    try:
        site = salt_pxe.master.settings.kickstart_servers(__opts__).site_of(minion_id)
    except salt_pxe.master.kickstart_servers.ServersError as error:
        log.error(
            "the kickstart servers of this master cannot be told, %s: %s",
            salt_pxe.served.SETTING,
            error,
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
        minion_id, pillar, __virtualname__, ("pxe", salt_pxe.served.KEY)
    )
    return _served(minion_id, own, site)


def _is_masterless():
    return __opts__.get("file_client") == "local" and __opts__.get("__role") != "master"


def _note_contact(minion_id):
    """Remember that a minion whose start is awaited has fetched its pillar: nobody else can do that in its name."""
    try:
        spool = salt_pxe.onboarding.reports.Spool(salt_pxe.master.settings.settings(__opts__).spool)
        if spool.awaits(minion_id) and salt_pxe.adapters.pillar_request.is_minions_own(minion_id):
            spool.note_contact(minion_id)
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
        salt_pxe.site.environment.find_templates(functools.partial(client.cache_dir, saltenv=saltenv))
        master = None if site is None else _master(minion_id, pillar["pxe"], site)
        served = salt_pxe.master.serve.serve(pillar, _reader(client, saltenv), master)
    finally:
        client.destroy()
    for path, message, hint in served[salt_pxe.served.KEY]["refused"]:
        log.warning("%s is refused for kickstart server %s: %s (%s)", path, minion_id, message, hint)
    return served


def _master(minion_id, given, site):
    """What the master knows beside pillar."""
    settings = salt_pxe.master.settings.settings(__opts__)
    ledger = salt_pxe.ledger.database.reader_or_none(settings.ledger)
    newest = salt_pxe.ledger.key_generations.newest(ledger) if ledger else 0
    keys = salt_pxe.master.keyring.kept(settings.key_file, newest)
    known = salt_pxe.master.register.known(
        ledger, keys.ring.current, given if isinstance(given, dict) else {}, minion_id, site, int(time.time())
    )
    seal = salt_pxe.arming.seal.secret(keys.ring, minion_id) if keys.ring.keys else None
    return salt_pxe.master.serve.Master(known, keys.ring, site, _finger(), seal, keys.loss)


def _finger():
    """The fingerprint of the master's key as minions compare it; None before the master has one."""
    try:
        return salt_pxe.arming.proof.fingerprint(
            Path(__opts__["pki_dir"], "master.pub").read_text(encoding="utf-8")
        )
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
