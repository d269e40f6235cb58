"""What has to be true of a deployment: AWS's own rules at every synthesis, the acceptance in minutes, and the audit.

`make infra-check` and `make audit` run the last two. Nothing but `infra.app` imports from here.
"""
