"""Fixtures of the fuzzer."""

from tests.support.exporting import bucket

__all__ = ["bucket"]
