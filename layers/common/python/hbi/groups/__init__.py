"""Groups (workspaces): their rows, their hosts' copies, the ungrouped group, messages of the permission service.

Called by `hbi.ingest.storing`, the consumer of workspaces and the routes of groups. `naming` has the rules of names,
`changes` what clients change, `listing` what they see, `locks` and `attempts` the order of locks.
"""
