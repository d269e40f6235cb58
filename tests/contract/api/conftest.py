"""Fixtures of the API's tests."""

from tests.api_fixtures import api, guarded_api, hosts, make_application, rbac

__all__ = ["api", "guarded_api", "hosts", "make_application", "rbac"]
