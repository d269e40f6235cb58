"""Fixtures of the API's tests."""

from tests.fixtures.api import api, guarded_api, hosts, kessel, make_application, make_v2_api, rbac, v2_api
from tests.support.exporting import bucket, export_environment, exports
from tests.support.grouping import everything, web
from tests.support.replicating import replicated
from tests.support.schema_trials import schema_environment, schemas

__all__ = [
    "api",
    "bucket",
    "everything",
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
    "web",
]
