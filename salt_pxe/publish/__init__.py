"""Bring a tree to disk: plan the difference, write beside and rename, check, restart, probe, put back.

Everything in here may touch files and daemons; nothing outside of it does.
"""
