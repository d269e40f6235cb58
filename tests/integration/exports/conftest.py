"""Fixtures of the tests of exports."""

from tests.exporting import bucket, export_environment, exports

__all__ = ["bucket", "export_environment", "exports"]
