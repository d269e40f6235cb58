"""Groups (workspaces): their rows, their hosts' copies, the ungrouped group, messages of the permission service.

Called by `hbi.ingest.storing` and the consumer of workspaces.
"""
