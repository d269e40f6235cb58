"""Statements that a connection plans once and keeps.

Planning a join of 32 partitions takes as long as carrying it out for hundreds of hosts.
"""

import itertools
import re
import time
from collections.abc import Sequence

from hbi.db.engine import GuardedCursor

PLANS_LIVE_S = 60.0
"""Then plans are made anew: the tables may have grown beyond what the plans are good for."""


class Prepared:
    """A statement of a fixed text. Call `bulk.prefer_indexes` first: a kept plan knows no values to go by."""

    def __init__(self, name: str, text: str) -> None:
        """`name` is the statement's on every connection; `text` marks each parameter, with a cast, as `%s`."""
        self.name = name
        self.text = text
        numbers = itertools.count(1)
        self._preparation = f"PREPARE {name} AS {re.sub('%s', lambda _: f'${next(numbers)}', text)}"
        self._execution = f"EXECUTE {name} ({', '.join(['%s'] * (next(numbers) - 1))})"

    def execute(self, cursor: GuardedCursor, parameters: Sequence[str]) -> None:
        """Runs the statement; read the rows from `cursor`. Connections through a proxy don't keep statements."""
        connection = cursor.connection
        if not connection.keeps_statements:
            cursor.execute(self.text, parameters)
            return
        if self.name not in connection.prepared:
            cursor.execute(self._preparation)
            connection.prepared.add(self.name)
        if time.monotonic() > connection.planned_at + PLANS_LIVE_S:
            cursor.execute("DISCARD PLANS")
            connection.planned_at = time.monotonic()
        cursor.execute(self._execution, parameters)
