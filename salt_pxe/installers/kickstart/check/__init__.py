"""The check of a finished kickstart: what its release's parser reads, against what was to be said."""
