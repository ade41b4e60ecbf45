"""nginx: what it serves."""
