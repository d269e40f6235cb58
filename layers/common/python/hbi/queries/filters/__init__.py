"""From a query string to a search, with errors that name the place. Knows no SQL.

`parsing` makes terms of `filter[…]`, `parameters` reads the others, and a `HostSearch` holds what both found. Called by
`functions.api.routes`; `hbi.queries.conditions` makes conditions of a search.
"""
