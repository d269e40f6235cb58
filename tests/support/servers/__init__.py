"""Servers that all workers of a test run share: the first that needs one starts it, the last one stops it."""
