"""Consumers, one module a kind of topic; called by `functions.ingest.dispatch`.

Each reads records, then stores what they say and returns a `TopicResult`, with `hbi.ingest`, `hbi.app_data` or
`hbi.groups`.
"""
