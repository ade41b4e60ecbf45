"""The version of salt-pxe."""

__version__ = "0.1.0"
