"""Connections, transactions, the guard of organisations, bulk statements, meaning of database errors (`errors`), the
loops that attempt work again (`attempts`).

Used by all repositories. Only `migrate` knows Alembic.
"""
