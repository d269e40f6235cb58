"""From bytes to an accepted report or profile, or a refusal with its reason. Knows no database.

Called by the consumers of `functions.ingest.topics`, and by `hbi.schema_trial`.
"""
