"""Transactions that change memberships: begun anew when others were in the way (contract:
rest-groups-staleness-views 4.5).

A change that others were in the way of is alone the next time: the locks of many that move the same hosts to and fro
would meet deadlocks again and again, each of which the database takes a second to find.
"""

from collections.abc import Callable

from hbi.db.attempts import Verdict, repeated
from hbi.db.engine import Database, Transaction
from hbi.db.errors import is_collision, is_duplicate, is_missing_reference
from hbi.groups import locks
from hbi.problems import Unavailable

MAX_ATTEMPTS = 5


class Overtaken(Exception):
    """Somebody else changed what the change was based on."""


class UngroupedMissing(Exception):
    """The change needs the organisation's ungrouped group, which does not exist yet."""


def change[Result](
    database: Database, org_id: str, work: Callable[[Transaction, bool], Result], make_ungrouped: Callable[[], None]
) -> Result:
    """What `work` returns from a transaction of its own, which is committed then.

    Args:
        org_id: whose groups change.
        work: is also told whether it is alone, because others were in the way before.
        make_ungrouped: called outside of any transaction when `work` finds out that the ungrouped group is missing and
            everything else is as it should be; a refused request makes none.
    Raises:
        Unavailable: others are in the way again and again.
    """
    collided = False

    def attempt() -> Result:
        with database.write() as tx:
            locks.enter(tx, org_id, alone=collided)
            return work(tx, collided)

    def judge(error: Exception) -> Verdict:
        nonlocal collided
        if isinstance(error, UngroupedMissing):
            make_ungrouped()
            return Verdict.RETRY
        # A reference is missing when a group that goes got another host, or when a group went that was to get one.
        if isinstance(error, Overtaken) or is_collision(error) or is_missing_reference(error):
            collided = True
            return Verdict.RETRY
        return Verdict.RAISE

    try:
        return repeated(attempt, judge, attempts=MAX_ATTEMPTS, subject="This change of groups")
    except Exception as error:
        if not is_duplicate(error):
            raise
        raise Unavailable("This change of groups collides with others again and again") from error
