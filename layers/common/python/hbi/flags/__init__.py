"""Feature flags: which organisations get behaviour that is off by default (contract: identity-rbac 8).

`service` answers for callers, and falls back; `unleash` asks the flag server, whose answer `toggles` evaluates;
`appconfig` asks AWS AppConfig. Kept in each function's runtime.
"""
