"""Which hosts are to be deleted, which became stale, what their kept numbers are; `jobs` mends. For `functions.reaper`.

`culling`, `stale` and `counts` are upkeep by schedule. Operators' jobs, which count anew as well, are in `jobs`.

The top floor of the layer: nothing in `hbi` imports it.
"""
