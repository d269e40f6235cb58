"""Fixtures of the API's tests."""

from tests.api_fixtures import api, guarded_api, hosts, make_application, rbac
from tests.exporting import bucket, export_environment, exports

__all__ = ["api", "bucket", "export_environment", "exports", "guarded_api", "hosts", "make_application", "rbac"]
