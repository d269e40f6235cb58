"""What calls the functions: the HTTP API, topics, schedules.

Used by `watching` and by `infra.stacks`; imports `compute` and `data`.
"""
