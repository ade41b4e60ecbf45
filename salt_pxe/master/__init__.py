"""The master's side: its settings and keys, and what it gives to each kickstart server."""
