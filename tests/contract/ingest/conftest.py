"""Fixtures of the tests of ingest."""

from tests.support.ingesting import ingest, ingest_settings

__all__ = ["ingest", "ingest_settings"]
