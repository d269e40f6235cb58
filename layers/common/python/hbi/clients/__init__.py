"""Calls of other services by HTTP: JSON over pooled connections, and tokens of OAuth.

Used by `hbi.permissions` and `hbi.groups`.
"""
