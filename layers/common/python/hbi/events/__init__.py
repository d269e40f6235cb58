"""What leaves through Kafka: events, notifications, payload statuses; the outbox and its publisher.

Called by all that changes hosts; imports no package that does (`ingest`, `edits`, `groups`).
"""
