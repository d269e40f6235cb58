"""Fixtures of the tests of rows that other software stored: every function on one database and one broker."""

from tests.contract.reaper.conftest import reaper, reaper_environment
from tests.fixtures.api import hosts, make_application
from tests.support.exporting import bucket, export_environment, exports
from tests.support.ingesting import ingest, ingest_settings

__all__ = [
    "bucket",
    "export_environment",
    "exports",
    "hosts",
    "ingest",
    "ingest_settings",
    "make_application",
    "reaper",
    "reaper_environment",
]
