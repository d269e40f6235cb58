"""From a query string to a tree of terms, with errors that name the place. Knows no SQL.

Called by `functions.api.routes`; compiled by `hbi.queries.conditions`.
"""
