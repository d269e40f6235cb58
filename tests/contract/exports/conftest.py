"""Fixtures of the tests of exports."""

from tests.support.exporting import bucket, export_environment, exports

__all__ = ["bucket", "export_environment", "exports"]
