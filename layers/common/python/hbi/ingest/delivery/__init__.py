"""Records and their outcomes: refusals, dead letters, isolation of records that our code does not survive.

`reading` reads records, `rejected` says why one is refused, `dead_letters` has the form of a refused record on its
topic, `isolation` finds the record that fails. Called by `functions.ingest`; `local` uses the form of dead letters for
`hbi dlq`.
"""
