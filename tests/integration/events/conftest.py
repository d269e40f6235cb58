"""Fixtures of the tests of ingest."""

from tests.ingesting import ingest, ingest_settings

__all__ = ["ingest", "ingest_settings"]
