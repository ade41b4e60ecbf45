"""Installers of the tests' own."""
