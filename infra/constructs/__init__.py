"""CDK constructs, one a capability; `infra.stacks` puts them together.

`data` is kept, `compute` works with it, `triggers` call the functions, `edge` stands before the API, `watching` looks
at all; network, key, inputs and retention of logs stand below them.

What is deployed comes from `infra.topology`, how from here.
"""
