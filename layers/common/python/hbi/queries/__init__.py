"""Finding hosts: `filters` read the query string, `conditions` turn that into SQL, `lists` make pages and counts.

Called by the API's routes, `hbi.edits.deletion` and `hbi.exports.work`. Imports no ingest.
"""
