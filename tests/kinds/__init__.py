"""Kinds of the tests' own, each a folder as in the product, which nothing there knows of."""
