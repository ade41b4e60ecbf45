"""What a machine says of its install: the scripts that report, and its minion's configuration."""
