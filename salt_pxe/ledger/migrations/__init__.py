"""Migrations of an older ledger to today's: one file a version, in `versions/`."""
