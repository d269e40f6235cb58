"""Finding hosts: `filters` read a search from the query string, `conditions` make SQL of it, `lists` pages and counts.

Called by the API's routes, `hbi.edits.deletion` and `hbi.exports.work`. Imports no ingest.
"""
