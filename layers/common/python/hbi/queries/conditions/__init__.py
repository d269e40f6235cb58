"""From filters to conditions of SQL, and who may see which hosts (`viewer`).

Used by `hbi.queries.lists`, `hbi.edits` and `hbi.exports.work`; imports `hbi.queries.filters`, never `lists`.
"""
