"""Who may be installed: requests and their states, who is armed, proofs, and the trust in a ledger. Pure."""
