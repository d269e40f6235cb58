"""Which hosts are to be deleted, and which became stale, in all organisations. Called by `functions.reaper.tasks`.

`culling` finds and locks culled hosts; `hbi.edits.deletion` deletes them and enqueues their events.

The top floor of the layer: nothing in `hbi` imports it.
"""
