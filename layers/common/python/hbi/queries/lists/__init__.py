"""Statements of lists: hosts by id, pages, cursors, totals, counts of tags and of profile values.

Called by the API's routes; imports `hbi.queries.conditions` and `filters`.
"""
