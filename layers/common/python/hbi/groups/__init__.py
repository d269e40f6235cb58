"""Groups (workspaces): their rows and members, changes by clients and by the permission service, the ungrouped group.

Called by `hbi.ingest.storing`, the consumer of workspaces and the API's operations on groups.
"""
