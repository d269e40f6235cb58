"""The API's half of exports: requests, owners, quotas, records, links. Called by `functions.api.routes.exports`.

Imports `records` and `bucket`, never `work`.
"""
