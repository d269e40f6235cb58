"""Feature flags: which organisations get behaviour that is off by default (contract: identity-rbac 8).

`service` answers for callers, and falls back; `toggles` evaluates what Unleash says. Kept in each function's
runtime; asks Unleash or `HBI_FLAGS`.
"""
