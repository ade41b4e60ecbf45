"""The ledger: who asked for which install, how far it is, and what happened. The only rooms that touch the database.

`opening.ledger(url)` gives the one that writes, `opening.reader(url)` the one that reads.
"""
