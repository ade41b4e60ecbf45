"""Tests of `salt_pxe/adapters`."""
