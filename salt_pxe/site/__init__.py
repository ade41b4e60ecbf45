"""What a site is, in neutral words: its server, its networks, what can be installed, and its machines."""
