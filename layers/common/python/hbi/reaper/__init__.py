"""Which hosts are to be deleted, and which became stale, in all organisations. Called by `functions.reaper.tasks`.

The top floor of the layer: nothing in `hbi` imports it.
"""
