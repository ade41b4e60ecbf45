"""The versions of the schema; a released one is never edited."""
