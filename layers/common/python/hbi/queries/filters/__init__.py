"""From a query string to a search, with errors that name the place. Knows no SQL.

Called by `functions.api.routes`; `hbi.queries.conditions` makes conditions of a search.
"""
