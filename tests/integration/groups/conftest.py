"""Fixtures of the tests of groups."""

from tests.fixtures.api import api, guarded_api, hosts, make_application, rbac
from tests.support.ingesting import ingest, ingest_settings

__all__ = ["api", "guarded_api", "hosts", "ingest", "ingest_settings", "make_application", "rbac"]
