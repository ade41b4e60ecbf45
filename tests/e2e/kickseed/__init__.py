"""Debian's own installer, which reads kickstarts by its kickseed: a second opinion that this project did not write."""
