"""Generated host reports and identities, and a report of this machine (`collector`).

Used by `local.commands` and `bench`.
"""
