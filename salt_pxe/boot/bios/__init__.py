"""BIOS machines."""
