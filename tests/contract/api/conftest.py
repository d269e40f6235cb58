"""Fixtures of the API's tests."""

from tests.api_fixtures import api, guarded_api, hosts, kessel, make_application, make_v2_api, rbac, v2_api
from tests.exporting import bucket, export_environment, exports
from tests.replicating import replicated
from tests.schema_trials import schema_environment, schemas

__all__ = [
    "api",
    "bucket",
    "export_environment",
    "exports",
    "guarded_api",
    "hosts",
    "kessel",
    "make_application",
    "make_v2_api",
    "rbac",
    "replicated",
    "schema_environment",
    "schemas",
    "v2_api",
]
