"""Plain SQL on a database, beside the inventory's own access to it."""

from contextlib import suppress
from typing import Any, Self

import psycopg2

_AS_NEW = """
SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();
DISCARD TEMP; DISCARD SEQUENCES
"""
"""All of DISCARD ALL but the plans."""


class PlainConnection:
    """A connection that outlives tests: to begin a new one is most of what a test costs PostgreSQL."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection = self._connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def begin_anew(self) -> None:
        """Makes the session what a new one is, whatever the last test did to it."""
        with suppress(psycopg2.OperationalError, psycopg2.InterfaceError):
            self.run(_AS_NEW)
            return
        self._connection.close()
        self._connection = self._connect()

    def run(self, statement: str, parameters: object = None) -> list[tuple[Any, ...]]:
        """Runs a statement, committed at once; its rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def _connect(self) -> Any:
        connection = psycopg2.connect(self._url)
        connection.autocommit = True
        return connection
