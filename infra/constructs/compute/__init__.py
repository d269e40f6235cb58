"""The functions with their layer and their releases, and those that run at deploy.

Used by `triggers` and by `infra.stacks`; imports `data`.
"""
