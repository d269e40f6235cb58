"""Records and their outcomes: refusals, dead letters, isolation of records that our code does not survive.

Called by `functions.ingest`; `local` uses the form of dead letters for `hbi dlq`.
"""
