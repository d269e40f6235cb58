"""Calls of other services by HTTP: JSON over connections that are kept, and tokens of OAuth.

Used by `hbi.permissions`, `hbi.flags`, `hbi.groups` and whoever fetches schemas; imports no package of rules.
"""
