"""Groups (workspaces): their rows and members, changes by clients and by the permission service, the ungrouped group.

Called by `hbi.ingest.storing`, the consumer of workspaces and the routes of groups. `naming` has the rules of names,
`changes` what clients change, `listing` what they see, `locks` and `attempts` the order of locks.
"""
