"""Fixtures of the tests of events."""

from tests.support.ingesting import ingest, ingest_settings
from tests.support.replicating import replicated

__all__ = ["ingest", "ingest_settings", "replicated"]
