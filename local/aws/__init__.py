"""The services of AWS around a function: Runtime API, Invoke API, HTTP gateway, Kafka event sources, schedules.

Called by `local.stack` and `bench`.
"""
