"""The same functions on one machine (`make run`), and the `hbi` command. Nothing deployed imports it.

Of `infra` it imports `topology` and `synthesised` alone.
"""
