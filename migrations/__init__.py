"""Alembic revisions of the schema; `python -m migrations` runs and writes them, `partitions` helps to write them.

Deployed with the migrating function; imports `hbi.db`, `hbi.models` and `hbi.settings`.
"""
