"""How a query is written: brackets, JSON and values, and how errors name a place in it.

Used by all of `hbi.queries.filters` and by `functions.api.http`; knows no field of a host.
"""
