"""Which version of salt-pxe is this?"""

__version__ = "0.1.0"
