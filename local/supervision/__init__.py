"""Keeps servers and functions running and ends them with the stack: starting, restarting, stopping, logs.

Used by `local.stack`, `local.aws`, `local.servers` and `local.commands`.
"""
