"""The servers beside the functions: PostgreSQL, the broker (embedded, or Apache Kafka for tests), S3.

Started by `local.stack`, the tests and `bench`.
"""
