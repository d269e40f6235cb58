"""The stacks: the data, which outlives deployments, and the service, which each deployment replaces.

Called by `infra.app`; made of `infra.constructs`.
"""
