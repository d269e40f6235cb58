"""Transactions of jobs: tried again beside others, and in halves until a row that cannot be worked on is alone."""

from collections.abc import Callable, Iterator, Sequence

from hbi.db.attempts import Failure, Success, Verdict, halved, repeated
from hbi.db.engine import Database, Transaction
from hbi.db.errors import driver_error, is_collision, is_missing_reference, is_of_data_access, refusal
from hbi.groups.attempts import Overtaken
from hbi.problems import HbiError
from hbi.text import shorten

ATTEMPTS = 5


def in_parts[Result](
    database: Database, host_ids: Sequence[str], work: Callable[[Transaction, Sequence[str]], Result], subject: str
) -> Iterator[Success[str, Result] | Failure[str, str]]:
    """Works on hosts, each part in a transaction of its own that is committed before it is told of.

    Args:
        work: may be done again; nothing of it is kept when it raises.
        subject: what is worked on, for logs.
    Returns:
        results, and hosts that cannot be worked on, with the reason.
    Raises:
        hbi.problems.Unavailable, psycopg2.Error: the database does not answer, or others are in the way again and
            again.
    """

    def attempt(part: Sequence[str]) -> Result:
        def once() -> Result:
            with database.write() as tx:
                return work(tx, part)

        return repeated(once, _judge, attempts=ATTEMPTS, subject=subject)

    yield from halved(attempt, host_ids, _blame)


def _judge(error: Exception) -> Verdict:
    in_the_way = isinstance(error, Overtaken) or is_collision(error) or is_missing_reference(error)
    return Verdict.RETRY if in_the_way else Verdict.RAISE


def _blame(error: Exception, _part: Sequence[str]) -> str | None:
    """What a row is to blame for; None when the database, another service or the operator is."""
    if is_of_data_access(error):
        return refusal(error)
    if isinstance(error, HbiError | OSError):
        return None
    return shorten(f"{type(error).__name__}: {driver_error(error)}", 300)
