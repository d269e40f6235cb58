"""Fixtures of the fuzzer."""

from tests.exporting import bucket

__all__ = ["bucket"]
