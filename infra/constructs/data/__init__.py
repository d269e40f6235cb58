"""What is kept, and who may do what with it: database, buckets, Kafka.

Used by the other rooms of the constructs and by `infra.stacks`; knows no function.
"""
