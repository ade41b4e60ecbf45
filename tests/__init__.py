"""The tests of salt-pxe."""
