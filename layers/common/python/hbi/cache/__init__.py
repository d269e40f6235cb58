"""The cache that functions share, if the deployment has one: `store` talks to it, `keys` names what is in it, and
`invalidation` voids copies of what a transaction changes.

Used by lookups of staleness settings and of a system's own host. Losing the cache makes requests slower, nothing else.
"""
