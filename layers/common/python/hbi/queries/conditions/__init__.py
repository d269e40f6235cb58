"""From a search and its viewer to SQL: conditions, totals, and the `Matches` that hold them.

Used by `hbi.queries.lists`, `hbi.edits` and `hbi.exports.work`; imports `hbi.queries.filters`, never `lists`.
"""
