"""The layer: rules, queries and events that the four functions share. It imports none of them, nor `infra` or `local`.

Its packages stand on floors and import only those below; the table is in `pyproject.toml` and docs/architecture.md.
"""
