"""Fixtures of the tests of events."""

from tests.ingesting import ingest, ingest_settings
from tests.replicating import replicated

__all__ = ["ingest", "ingest_settings", "replicated"]
