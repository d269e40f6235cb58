"""Consumers, one module a kind of topic; called by `functions.ingest.dispatch`.

Each turns records into one `Outcome`, with `hbi.ingest`, `hbi.app_data` or `hbi.groups`.
"""
