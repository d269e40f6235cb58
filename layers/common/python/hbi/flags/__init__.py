"""Feature flags: which organisations get behaviour that is off by default (contract: identity-rbac 8).

Kept in each function's runtime; asks Unleash or `HBI_FLAGS`.
"""
