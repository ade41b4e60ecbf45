"""The installers: what is installed on a machine, and the answer files that say so."""
