"""How old a check-in may be: `window` has the rules and states, `repository` the organisations' settings.

Used wherever states of hosts count. `window` knows no database.
"""
