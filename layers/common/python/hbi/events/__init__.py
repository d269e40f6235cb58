"""What leaves through Kafka: events, notifications, payload statuses; the outbox and its publisher.

The way of an event: a change enqueues it (`outbox`) in its transaction; after the commit `publisher` claims the rows,
`row_messages` decides which messages they become, `messages` builds their bodies, `producer` and `client` send them.
Called by all that changes hosts; imports no package that does (`ingest`, `edits`, `groups`).
"""
