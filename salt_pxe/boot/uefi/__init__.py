"""UEFI machines on x64."""
