"""From Kafka records to stored hosts: `messages` reads and checks, `storing` writes, `delivery` deals with refusals.

Called by `functions.ingest`; imports no queries.
"""
