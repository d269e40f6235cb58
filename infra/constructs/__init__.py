"""CDK constructs, one a capability; `infra.stacks` puts them together.

What is deployed comes from `infra.topology`, how from here.
"""
