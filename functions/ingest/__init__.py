"""The ingest function, called with batches of Kafka records: `dispatch` hands them to the consumers in `topics`.

Rules are in `hbi.ingest`, `hbi.app_data` and `hbi.groups`.
"""
