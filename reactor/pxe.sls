#!py
"""Which events are worth a runner? Reports of machines, keys that come with a proof, and the start of awaited minions.

Thousands of ordinary minions ask for their key and start: nothing is imported, read or run for them. What is to be
decided goes into the spool, for the arguments of a runner are put into events and into the job cache.
"""


def run():
    """Return the call of the runner, or nothing."""
    if tag == "salt/auth" and (data.get("act") not in ("pend", "denied") or not data.get("autosign_grains")):
        return {}
    from salt_pxe import master, signals, spool

    signal = signals.signal(tag, data, master.serves(__opts__))
    if signal is None:
        return {}
    waiting = spool.Spool(master.settings(__opts__).spool)
    if signal.kind == signals.START and not waiting.awaits(signal.fields["minion_id"]):
        return {}
    entry = waiting.put(signal)
    if waiting.is_being_taken():
        return {}
    return {"pxe": {"runner.pxe.event": [{"args": [{"entry": entry}]}]}}
