"""How does an older ledger become today's? One file a version, in `versions/`."""
