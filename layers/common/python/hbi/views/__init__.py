"""Saved views of lists of hosts: `configuration` has their rules, `repository` the rows, `edits` who may do what.

Called by the API. `keys` and `configuration` know no database.
"""
