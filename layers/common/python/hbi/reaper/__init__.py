"""Which hosts are to be deleted, which became stale, and which need mending. Called by `functions.reaper`.

`culling` and `stale` are for its tasks by schedule. The others are for operators' jobs: `scan` goes through all hosts,
`batches` isolates rows that cannot be worked on, and each of the rest is one job's subject.

The top floor of the layer: nothing in `hbi` imports it.
"""
