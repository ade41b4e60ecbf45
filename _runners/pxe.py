"""
Hear the machines that are being installed, keep the ledger of installs, and say whether it is trusted.

The master's configuration may hold settings under ``pxe``: ``ledger``, ``key_file``, ``deadline`` and ``spool``.
``examples/master.d/pxe.conf`` has the whole configuration to copy. Every refusal is data with ``error``.
"""

import functools
import inspect
import logging
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import salt.cache
import salt.client
import salt.crypt
import salt.pillar
import salt.utils.event
import salt.utils.minions
from salt.exceptions import SaltException
from salt.utils.args import clean_kwargs

try:
    from salt_pxe import (
        disarming,
        draining,
        guard,
        hearing,
        key_files,
        key_store,
        keyring,
        master,
        onboard,
        pillar,
        registering,
        seal,
        servers,
        serving,
        values,
    )
    from salt_pxe.address_values import mac_from_command_line
    from salt_pxe.ledger import frozen, listing, opening
    from salt_pxe.ledger.errors import LedgerError
    from salt_pxe.publish import position
    from salt_pxe.publish.disk import Disk, PublishError
    from salt_pxe.spool import Spool
    from salt_pxe.ticketing import ending, enrolling, installing, telling, words
    from salt_pxe.ticketing.desk import Desk, Unreachable

    MISSING = None
except ImportError as error:
    MISSING = str(error)

__virtualname__ = "pxe"

log = logging.getLogger(__name__)

ANSWER_SECONDS = 10
"""How long a kickstart server may take to answer that a machine is disarmed."""

FIND_SECONDS = 3
"""How long the master then waits for a server that has not answered to say that it still runs the job."""

LONGEST_SECONDS = 120
"""How long a server that still runs the job is waited for."""

AT_ONCE = 64
"""Signals that are decided at the same time; each waits most of its time for a kickstart server."""

LOST_START_SECONDS = 60
"""An accepted minion that has not started for so long is asked whether it is up."""

GIVEN_UP_SECONDS = 24 * 3600
"""After this time it is not asked any more; its start is still heard."""


def __virtual__():
    if MISSING:
        return False, f"salt-pxe is not whole on this master: {MISSING}"
    return __virtualname__


def _plainly(function):
    """Let a refusal be data."""

    @functools.wraps(function)
    def plain(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except (ValueError, LookupError, LedgerError, keyring.KeyRingError, PublishError, OSError) as refusal:
            if not _typed():
                # Nobody may be reading what the reactor and the schedule get back.
                log.warning("pxe.%s: %s", function.__name__, refusal)
            return {"error": str(refusal)}

    return plain


def _ticket(function):
    """Let every refusal be data with ``error``, a short code, and ``reason``; on a command line an answer is text."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def ticket(*args, **kwargs):
        try:
            signature.bind(*args, **clean_kwargs(**kwargs))
        except TypeError as error:
            answer = {"error": "value", "reason": f"the arguments of {function.__name__}: {error}"}
        else:
            answer = _plainly(function)(*args, **kwargs)
        if "error" in answer and "reason" not in answer:
            answer = {"error": "master", "reason": answer["error"]}
        # With --out=... the caller wants the data.
        return words.lines(answer) if _typed() and not __opts__.get("output") else answer

    return ticket


@_plainly
def event(entry=""):
    """
    Decide the signals that wait in the spool: reports of machines, minions that ask for their key, minions that start.

    The reactor calls this. Nothing follows from calling it without a signal that is proved.

    entry : str
        The entry that the reactor has made. All that wait are decided, whichever is named.

    Returns a dict: ``decided``, how many this call has decided, and ``said``, a line for each.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.event
    """
    return _drained()


@_plainly
def expire():
    """
    Finish what is overdue, and what a crash, a lost signal or an absent kickstart server has left undone.

    The master's schedule calls this each minute; calling it more often does no harm.

    Returns a dict: ``decided`` and ``said`` as ``pxe.event``, ``expired``, the requests whose deadline has passed,
    ``rearmed``, those that an absent server has armed now, ``undone``, the kickstart servers that have not disarmed
    a finished host yet, and ``swept``, the files that a killed process has left among Salt's keys.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.expire
    """
    drained = _drained()
    ledger, spool = _ledger_or_frozen(), _spool()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        expired = hearing.catch_up(
            ledger=ledger,
            keys=_keys(),
            disarm=_disarm(),
            servers=(),
            now=_now(),
            published=_published(),
            each=pool.map,
        )
    _fire(expired)
    rearmed = installing.rearm(_desk())
    started = _ask_the_silent(ledger)
    spool.await_only([request.minion_id for request in ledger.awaited()], _now())
    if gone := spool.drop_old(_now()):
        log.warning("%s signals were too old to be decided, and are dropped", gone)
    return {
        "decided": drained["decided"],
        "said": [*drained["said"], *started],
        "expired": [_named(request) for request in expired],
        "rearmed": [_named(request) for request in rearmed],
        "undone": [left._asdict() for left in ledger.undone()],
        "swept": _sweep_keys(ledger),
    }


@_plainly
def register(generation, test=False, published=None, server=None):
    """
    Write down what the pillar of a kickstart server asks for, before that server arms it.

    A kickstart server calls this itself in a state run, by ``publish.runner``; the master's ``peer_run`` has to let it.
    Nothing is taken from the caller but its id: what is asked for comes from its pillar, compiled anew.

    generation : int
        The generation of the key with which the tokens in the server's kickstarts are made.

    test : bool
        Only tell what would be written down.

    published : dict
        The position of the ledger that the server last published from, where there is one.

    server : str
        The minion id of the server, for a person who calls it.

    Returns a dict: ``armed``, host to request, and ``refused``, host to reason.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.register 1 test=True server=kickstart01
        salt 'kickstart*' publish.runner pxe.register '[generation=1, test=True]'
    """
    server = values.minion_id(server if _typed() and server else __opts__["id"])
    try:
        site = _site_of(server)
    except servers.ServersError as error:
        # The caller reads the answer; what the configuration says is for the master's log alone.
        log.error("pxe: the kickstart servers of this master cannot be told: %s", error)
        raise ValueError(
            "the master's configuration of kickstart servers is wrong; its log says how"
        ) from None
    if site is None:
        raise ValueError(f"{server} is no kickstart server: the master's configuration does not name it")
    if type(generation) is not int or generation not in _ring().keys:
        raise ValueError(
            f"the master keeps no key of generation {generation!r}: refresh the pillar of {server}"
        )
    served = _server_pillar(server).get(serving.KEY)
    if not served or not served["ledger"]:
        raise ValueError(f"{server} is no kickstart server: its pillar has no {serving.KEY}")
    whole = pillar.parse({"pxe": served["site"]})
    if whole.site != site:
        raise ValueError(f"{server} has become a server of another site: refresh its pillar")
    ledger = _ledger()
    before = _published()
    done = registering.register(
        ledger,
        whole,
        served["armed"],
        server=server,
        generation=generation,
        now=_now(),
        by=server,
        lifetime=_settings().deadline,
        positions=[
            *([before] if before else []),
            *([guard.Position.from_plain(published)] if published else []),
        ],
        test=bool(test),
    )
    _fire(done.changed)
    if not test:
        _rely_on(ledger)
    return {"armed": dict(done.armed), "refused": dict(done.refused)}


@_plainly
def rotate_key():
    """
    Make a new key, with which the tokens of later requests are made.

    Installs under way go on: the keys that they need stay.

    Returns a dict: ``generation`` of the new key, and ``kept``, the generations that stay.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.rotate_key
    """
    ring = keyring.rotate(_key_file(), _ledger().generations())
    return {"generation": ring.current, "kept": sorted({*ring.keys} - {ring.current})}


@_plainly
def trust(accept_loss="", note=""):
    """
    Say that this ledger may arm machines. A new one needs it once, and one that came from a backup.

    accept_loss : str
        The code that the refusal named, where this ledger does not contain what was relied on before: eight hex digits.

    note : str
        Why, for the record.

    Returns a dict: ``trusted``, and ``reason`` where something still stands against it.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.trust
        salt-run pxe.trust accept_loss=3fa10b77 note='restored from the backup of Monday'
    """
    ledger = _ledger()
    ledger.trust(now=_now(), by=_user(), accept_loss=str(accept_loss), note=str(note))
    return _trusted(ledger)


@_plainly
def distrust(note):
    """
    Say that this ledger must not arm machines until somebody trusts it again. Installs under way are not finished.

    note : str
        Why, for the record.

    Returns a dict: ``trusted``, and ``reason``.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.distrust 'two masters have written to it'
    """
    ledger = _ledger()
    ledger.distrust(now=_now(), by=_user(), note=str(note))
    return _trusted(ledger)


@_ticket
def enroll(server, host, mac, profile=None, fixed_address=None, subnet=None, minion_id=None, **more):
    """
    Take a machine into the ledger as a host of a kickstart server, with the same checks as pillar, or change it.

    Doing the same again changes nothing. A host that pillar has stays as pillar has it.

    server : str
        The minion id of the kickstart server.

    host : str
        The host's name, as it would stand in pillar.

    mac : str or list
        The MAC address of the NIC that boots, or several. On a command line quote it twice.

    profile : str
        What is installed; a profile of the server's pillar.

    fixed_address : str
        Its address, or ``auto``: the lowest free one of the subnet.

    subnet : str
        The subnet from which an address is chosen. Default: the site's only one.

    minion_id : str
        Default: the host's name.

    more
        The other keys of a host in pillar, such as ``disks`` and ``kernel_args``, but for ``install`` and ``rootpw``.

    Returns a dict: ``host``, ``server``, ``mac``, ``fixed_address``, ``minion_id``, ``profile``, ``changed``, or
    ``error``, ``reason`` and ``problems``.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.enroll kickstart01 web09 '"52:54:00:00:00:09"' el9-web fixed_address=auto
    """
    return enrolling.enroll(
        _desk(), server, host, _mac(mac), profile, fixed_address, subnet, minion_id, **clean_kwargs(**more)
    )


@_ticket
def install(host, request, server=None):
    """
    Ask for an install of a host, once for this text, and arm the machine at once.

    The same text again tells how far it is, and arms nothing that is over. Where the kickstart server does not answer
    the request stays, and is armed when the server is back.

    host : str
        The host's name.

    request : str
        What asks for it: any short text, such as a change number.

    server : str
        The kickstart server whose pillar has the host; an enrolled host needs none.

    Returns a dict: the request as ``pxe.status`` tells it, ``armed``, and ``note`` where it is not; or ``error``,
    ``reason`` and ``problems``.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.install web09 CHG0012345
    """
    return installing.install(_desk(), host, request, server)


@_ticket
def cancel(host, request=None):
    """
    Cancel the open request of a host, and disarm the machine at once. Doing it again does no harm.

    host : str
        The host's name.

    request : str
        The request that is meant. Default: the open one.

    Returns a dict: the request as ``pxe.status`` tells it, ``changed``, and ``not_disarmed``, the kickstart servers
    that could not be reached; they are told when they are back.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.cancel web09
    """
    return ending.cancel(_desk(_ledger_or_frozen()), host, request)


@_ticket
def retire(host):
    """
    Give a machine up: cancel and disarm its install, withdraw its enrolment, and delete its minion's key.

    Only the very key that the machine proved to have is deleted, never one by its name alone.

    host : str
        The host's name.

    Returns a dict: ``changed``, ``cancelled``, ``withdrawn``, ``keys_deleted`` and ``not_disarmed``.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.retire web09
    """
    return ending.retire(_desk(_ledger_or_frozen()), host)


@_ticket
def status(host=None, state=None, limit=100):
    """
    Tell how far the installs are, the newest first.

    host : str
        Those of this host alone, with its enrolment.

    state : str
        Those in this state: ``requested``, ``armed``, ``booting``, ``installing``, ``installed``, ``onboarded``,
        ``failed``, ``expired``, ``cancelled``; or all that are ``open`` or ``closed``.

    limit : int
        How many at most, up to 1000.

    Returns a dict: ``requests``, ``more`` where older ones are left out, ``counts`` by state or ``enrolled``, and
    ``ledger``: ``trusted``, or why nothing is armed.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.status
        salt-run pxe.status state=open --out=json
    """
    return telling.status(_reader(), _now(), _published(), host=host, state=state, limit=limit)


@_ticket
def history(host=None, request=None, limit=100, after=None):
    """
    Tell what happened, the oldest first.

    host : str
        To this host alone, with its enrolments.

    request : str
        Of this request alone.

    limit : int
        How many changes at most, up to 1000: the last ones.

    after : int
        The first ones behind the change with this ``serial``: call again with the last one to follow the history.

    Returns a dict: ``changes``, and ``enrolments`` of a host.

    CLI Example:

    .. code-block:: bash

        salt-run pxe.history web09
        salt-run pxe.history after=1200 --out=json
    """
    return telling.history(_reader(), host=host, request=request, limit=limit, after=after)


def _trusted(ledger):
    reason = _distrust(ledger)
    return {"trusted": not reason, **({"reason": reason} if reason else {})}


def _drained():
    """Decide what waits in the spool."""
    spool = _spool()
    said = []
    if not spool.names():
        return {"decided": 0, "said": said}
    ledger, ring, keys, disarm, published = _ledger_or_frozen(), _ring(), _keys(), _disarm(), _published()

    def decide(signal):
        heard = hearing.hear(
            _heard(signal.event()),
            ledger=ledger,
            ring=ring,
            keys=keys,
            disarm=disarm,
            servers=(),
            now=_now(),
            published=published,
            note=signal.note,
        )
        _fire(heard.changed)
        said.append(_said(signal.kind, heard))

    decided = draining.drain(spool, decide, AT_ONCE)
    _rely_on(ledger)
    return {"decided": decided, "said": said}


def _said(kind, heard):
    """Return what came of a signal as a line of text, in which nothing comes from a stranger."""
    decision = heard.decision
    if isinstance(decision, onboard.Refuse):
        log.info("pxe: a signal (%s) is refused: %s", kind, decision.reason)
        return f"{kind}: refused, {decision.reason}"
    states = "".join(f", {request.state}" for request in heard.changed)
    off = ", PXE is off" if heard.pxe_is_off else ""
    return f"{kind}: {_named(decision.request)}, {type(decision).__name__.lower()}{states}{off}"


def _named(request):
    return f"{request.host} by {request.request!r}"


def _heard(event):
    """Return an event with what the master itself knows of it: anybody may have sent a minion's start."""
    if not isinstance(event, onboard.Start):
        return event
    return onboard.Start(event.minion_id, _heard_at(event.minion_id))


def _heard_at(minion_id):
    """Return when the holder of a minion's accepted key last fetched its pillar; None where it never did.

    The pillar extension writes that down, under the id whose key the caller has proved to hold. Neither an event nor
    an answer to a job is as good, nor the grains in Salt's cache: any accepted minion can send them in another one's
    name.
    """
    return _spool().heard_at(values.minion_id(minion_id))


def _ask_the_silent(ledger):
    """Find out whether minions have started whose start was not heard, or was not to be believed.

    They are asked to fetch their pillar anew, all by one job. What they answer does not count; that they fetch it does.
    """
    now = _now()
    silent = {
        request.minion_id
        for request in ledger.awaited()
        if request.accepted_at and LOST_START_SECONDS <= now - request.accepted_at < GIVEN_UP_SECONDS
    }
    if not silent:
        return []
    _publish(sorted(silent), "saltutil.refresh_pillar")
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline and any((_heard_at(one) or 0) < now for one in silent):
        time.sleep(0.1)
    said = []
    for minion_id in sorted(silent):
        heard = hearing.hear(
            _heard(onboard.Start(minion_id)),
            ledger=ledger,
            ring=_ring(),
            keys=_keys(),
            disarm=_disarm(),
            servers=(),
            now=now,
            published=_published(),
        )
        _fire(heard.changed)
        if heard.changed:
            said.append(_said("asked", heard))
    return said


def _settings():
    """Return the settings of the master. Raises ValueError."""
    return master.settings(__opts__)


def _ledger():
    """Return the ledger, for writing; it is made where it is not there. Raises LedgerError, ValueError."""
    settings = _settings()
    if settings.ledger_file:
        settings.ledger_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return opening.ledger(settings.ledger, _site_of)


def _site_of(minion_id):
    """Return the site that a minion serves, None for one that is no kickstart server. Raises ServersError."""
    return master.kickstart_servers(__opts__).site_of(minion_id)


def _ledger_or_frozen():
    """Return the ledger; where its disk is full, one that can be read, by which machines are disarmed all the same."""
    settings = _settings()
    if settings.ledger_file is None or not settings.ledger_file.exists():
        return _ledger()
    return frozen.ledger_or_frozen(settings.ledger, _site_of)


def _key_file():
    path = _settings().key_file
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _ring():
    """Return the keys that tokens are made with. Raises KeyRingError."""
    return keyring.key_ring(_key_file())


def _spool():
    return Spool(_settings().spool)


def _reader():
    """Return the ledger, for reading. Raises LedgerError, ValueError."""
    return opening.reader(_settings().ledger)


def _desk(ledger=None):
    """Return what a call of a ticketing system works with."""
    return Desk(
        ledger=ledger or _ledger(),
        given=_given,
        site_of=_site_of,
        arm=_arm(),
        disarm=_disarm(),
        keys=_keys(),
        generation=lambda: _ring().current,
        now=_now(),
        by=_user(),
        lifetime=_settings().deadline,
        announce=lambda request: _fire([request]),
        published=_published(),
    )


def _typed():
    """Tell whether a person has typed the call, and not a program sent it through salt-api or the reactor."""
    return __opts__.get("__cli") == "salt-run"


def _mac(mac):
    """Return a MAC address as it was typed, for Salt reads some as numbers; a program has to send text."""
    if _typed() and isinstance(mac, int):
        return mac_from_command_line(mac)
    return mac


def _given(server):
    """Return the pillar of a kickstart server. Raises Unreachable."""
    if _keys().accepted(server) is None:
        raise Unreachable("no minion with this id is accepted")
    try:
        return _server_pillar(server)
    except (ValueError, OSError, SaltException) as error:
        raise Unreachable(str(error)) from error


def _now():
    return int(time.time())


def _user():
    """Return who called the runner, where Salt says it."""
    return str(globals().get("__user__") or "salt-run")


def _seen():
    """Return the folder, apart from the ledger's, in which the position is kept that was last relied on."""
    return str(_key_file().parent / "pxe")


def _published():
    """Return the ledger's position that this master last relied on, None where there is none."""
    return position.published(Disk(), _seen())


def _distrust(ledger):
    """Return why the ledger is not to be relied on; an empty text where it may be."""
    published = _published()
    contains = None if published is None else ledger.contains(published)
    return guard.guard(ledger.standing(), published, contains)


def _rely_on(ledger):
    """Remember how far the ledger is, so that an older one is known as such later."""
    if not _distrust(ledger):
        position.remember(Disk(), _seen(), ledger.standing().position)


def _fire(requests):
    """Fire ``salt/pxe/<site>/<host>/<state>`` for each of these requests."""
    if not requests:
        return
    with salt.utils.event.get_master_event(__opts__, __opts__["sock_dir"], listen=False) as bus:
        for request in requests:
            data = {
                "site": request.site,
                "host": request.host,
                "request": request.request,
                "state": request.state,
                "mac": request.mac,
                "minion_id": request.minion_id,
            }
            bus.fire_event(data, f"salt/pxe/{request.site}/{request.host}/{request.state}")


def _server_pillar(server):
    """Return the pillar of a kickstart server, compiled now. Raises ValueError where that is not possible."""
    server = values.minion_id(server)
    _, grains, _ = salt.utils.minions.get_minion_data(server, __opts__)
    saltenv = __opts__.get("saltenv") or "base"
    compiled = salt.pillar.Pillar(
        __opts__, grains or {"id": server, "fqdn": server}, server, saltenv
    ).compile_pillar()
    if compiled.get("_errors"):
        raise ValueError(f"the pillar of {server} cannot be compiled: {'; '.join(compiled['_errors'])}")
    return compiled


def _answer(server, function, **kwargs):
    """Return what a kickstart server itself answers to a call of one of its functions; None where it does not.

    Any accepted minion can fire the event of another one's return, in any shape, and what is first in Salt's job cache
    stays there. So each answer is looked at until one holds the server's seal, and Salt's client, which takes the first
    one and waits for as long as somebody says that the job runs, is not asked.
    """
    ring = _ring()
    call = f"{ring.current}-{secrets.token_hex(16)}"
    last = time.monotonic() + LONGEST_SECONDS
    warned = False
    with salt.utils.event.get_master_event(__opts__, __opts__["sock_dir"], listen=True) as bus:
        job = _publish([server], function, call=call, **kwargs)
        bus.subscribe(f"salt/job/{job}/ret/")  # what comes while another job is asked after is kept
        while job:
            for given in _returns(bus, job, server, min(last, time.monotonic() + ANSWER_SECONDS)):
                try:
                    return seal.opened(ring, server, call, given)
                except (ValueError, RecursionError) as error:
                    if not warned:
                        told = "an answer to %s in the name of %s does not count: %s"
                        log.warning(f"pxe: {told}", function, server, error)
                    warned = True
            if time.monotonic() >= last or not _is_running(bus, job, server):
                break
    return None


def _is_running(bus, job, server):
    """Tell whether somebody says in a server's name that it still runs a job."""
    asked = _publish([server], "saltutil.find_job", job)
    return bool(asked) and any(_returns(bus, asked, server, time.monotonic() + FIND_SECONDS))


def _returns(bus, job, minion, deadline):
    """Give the answers to a job that come in the name of a minion until then."""
    tag = f"salt/job/{job}/ret/{minion}"
    while (left := deadline - time.monotonic()) > 0:
        event = bus.get_event(wait=left, tag=tag, full=True)
        if event and event["tag"] == tag and isinstance(event["data"], dict):
            yield event["data"].get("return")


def _publish(minions, function, *args, **kwargs):
    """Call a function on these very minions, and wait for nothing; return the job's number, None without a job."""
    try:
        with salt.client.get_local_client(mopts=__opts__) as client:
            job = client.run_job(
                minions, function, args, kwarg=kwargs, tgt_type="list", timeout=ANSWER_SECONDS
            )
            return job["jid"] if job else None
    except SaltException as error:
        log.warning("pxe: %s cannot be asked for %s: %s", ", ".join(minions), function, error)
        return None


def _arm():
    """Return what arms a host (``desk.Arm``)."""

    def arm(server, host, request):
        answer = _answer(server, "pxe.arm", host=host, request=request) or {}
        return answer if isinstance(answer, dict) else {"error": str(answer)}

    return arm


def _disarm():
    """Return what disarms hosts (``hearing.Disarm``), for many threads."""

    def send(server, pairs):
        answer = _answer(server, "pxe.disarm_all", requests=[list(pair) for pair in pairs])
        if answer is None:
            log.warning("pxe: %s does not answer; %s are to be disarmed there later", server, len(pairs))
            return None
        if not isinstance(answer, list):
            log.warning("pxe: %s cannot disarm: %s", server, answer)
            return {}
        for host, request, done in answer:
            if done is not True:
                log.warning("pxe: %s cannot disarm %s by %r: %s", server, host, request, done)
        return {(host, request): done is True for host, request, done in answer}

    return disarming.Disarming(send)


def _keys():
    """Return Salt's key store (``hearing.Keys``)."""

    def say(minion_id, act):
        with salt.utils.event.get_master_event(__opts__, __opts__["sock_dir"], listen=False) as bus:
            bus.fire_event({"result": True, "act": act, "id": minion_id}, "salt/key")
        if act == "delete" and __opts__.get("rotate_aes_key"):
            # As salt-key does: who had the key must not read what is published from now on.
            salt.crypt.dropfile(__opts__["cachedir"], __opts__["user"])

    cache = salt.cache.Cache(__opts__, driver=__opts__["keys.cache_driver"])
    return key_store.KeyStore(_key_files(cache) or cache, _spool().await_start, say)


def _key_files(cache):
    """Return Salt's key store where it is made of files; None where it is something else."""
    if __opts__["keys.cache_driver"] != "localfs_key":
        return None
    pki = __opts__["cluster_pki_dir" if __opts__.get("cluster_id") else "pki_dir"]
    return key_files.KeyFiles(cache, Path(pki), __opts__.get("user"))


def _sweep_keys(ledger):
    """Remove what a killed process has left among Salt's keys: it would stay accepted under a name of its own."""
    files = _key_files(None)
    if files is None:
        return []
    swept = list(files.leftovers(functools.partial(listing.key_owners, ledger)))
    for name in swept:
        log.warning("pxe: the key file %s was left by a process that was killed, and is removed", name)
    return swept
