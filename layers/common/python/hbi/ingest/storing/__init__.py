"""From accepted reports to rows, set-based: locks, matching, merging, writing, events.

Called by `functions.ingest.topics`; `hbi.edits.check_in` uses its matching. Imports `hbi.ingest.messages`.
"""
