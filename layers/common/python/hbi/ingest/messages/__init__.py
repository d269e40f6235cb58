"""From Kafka records to accepted reports and profiles, or refusals with their reasons. Knows no database.

Called by the consumers of `functions.ingest.topics`, and by `hbi.schema_trial`.
"""
