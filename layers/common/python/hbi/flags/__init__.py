"""Feature flags: which organisations get behaviour that is off by default (contract: identity-rbac 8)."""
