"""Fixtures of the API's tests."""

from tests.fixtures.api import api, guarded_api, hosts, kessel, make_application, make_v2_api, rbac, v2_api

__all__ = ["api", "guarded_api", "hosts", "kessel", "make_application", "make_v2_api", "rbac", "v2_api"]
