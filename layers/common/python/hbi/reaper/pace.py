"""How fast culling goes beside others who use the database (contract: export-reaper-jobs 3)."""

import time
from typing import NamedTuple

from hbi.db.engine import Transaction

LATELY_S = 2
"""Seconds for which others count as at work after their last statement."""
BRIEF_S = 0.05
"""Seconds that a transaction should take beside others, who may wait for its locks."""
FEWEST = 100
"""Hosts of a transaction, at least: each has some ten statements, however few its hosts are."""
SLOWEST = 2.0
"""How many times longer than by the share culling rests, at most, when the database has become slow."""
LONGEST_REST_S = 1.0

_SMOOTHING = 0.25
_QUICKEST_S = 0.0005
"""Seconds below which a small statement is as quick as any: what is less is noise."""


class Company(NamedTuple):
    """What a look at the database's other sessions told."""

    is_alone: bool
    """Whether nobody but the reaper has sent a statement lately."""
    seconds: float
    """Time that the look took: that of a small statement, which grows when the database has too much to do."""


def look_around(tx: Transaction, own_name: str) -> Company:
    """Who else uses the database. Sessions of other roles, of which we may see no more than that, count as at work.

    Args:
        own_name: name by which sessions of the reaper call themselves.
    """
    began = time.perf_counter()
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT FROM pg_stat_activity a
                WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.usename IS NOT NULL
                  AND a.application_name <> %s
                  AND coalesce(a.backend_type, 'client backend') = 'client backend' AND coalesce(
                      a.state = 'active' OR a.state_change > clock_timestamp() - make_interval(secs => %s), true
                  )
            )
            """,
            [own_name, LATELY_S],
        )
        ((is_found,),) = cursor.fetchall()
    return Company(not is_found, time.perf_counter() - began)


class Pace:
    """Size of the next chunk, and the time to rest before it.

    Alone, culling goes as fast as it can. Beside others it does one thing at a time, in short transactions, and rests
    so that it works no more than its share of the time; less when small statements take longer than they did before.
    """

    def __init__(self, most: int, share: float) -> None:
        """`most`: hosts of a chunk. `share`: part of the time beside others, up to 1, which is to take no notice."""
        self._most, self._share = most, share
        self._quickest = self._usual = 0.0
        self.limit = most if share == 1 else min(most, FEWEST)
        """Hosts of the next chunk."""
        self.is_alone = share == 1

    def note_company(self, company: Company) -> None:
        """Takes note of who is there, and how long a small statement took."""
        self.is_alone = company.is_alone or self._share == 1
        seconds = max(company.seconds, _QUICKEST_S)
        self._quickest = min(self._quickest or seconds, seconds)
        self._usual += _SMOOTHING * (seconds - self._usual) if self._usual else seconds

    def note_chunk(self, hosts: int, seconds: float) -> None:
        """Takes note of how long a transaction took."""
        if self.is_alone:
            self.limit = self._most
        else:
            wanted = hosts * BRIEF_S / max(seconds, BRIEF_S / 2)
            self.limit = max(min(FEWEST, self._most), min(self._most, int(wanted)))

    def rest_after(self, seconds: float) -> float:
        """Seconds to rest after so many of work."""
        if self.is_alone:
            return 0.0
        slower = min(self._usual / self._quickest, SLOWEST) if self._quickest else 1.0
        return min(seconds * (1 / self._share - 1) * slower, LONGEST_REST_S)
