"""Connections, transactions, the guard of organisations, bulk statements, meaning of database errors (`errors`).

Used by all repositories. Only `migrate` knows Alembic.
"""
