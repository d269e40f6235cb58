"""How old a check-in may be: `window` has the rules and states, `limits` what an organisation may choose, `edits` its
changes, `repository` and `lookup` the stored settings.

Used wherever states of hosts count. `window` knows no database.
"""
