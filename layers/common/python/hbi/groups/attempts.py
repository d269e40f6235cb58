"""Transactions that change memberships: begun anew when others were in the way (contract:
rest-groups-staleness-views 4.5).
"""

import logging
from collections.abc import Callable

from hbi.db.engine import Database, Transaction
from hbi.db.errors import first_line, is_collision, is_missing_reference
from hbi.problems import Unavailable

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5


class Overtaken(Exception):
    """Somebody else changed what the change was based on."""


class UngroupedMissing(Exception):
    """The change needs the organisation's ungrouped group, which does not exist yet."""


def change[Result](
    database: Database, work: Callable[[Transaction, bool], Result], make_ungrouped: Callable[[], None]
) -> Result:
    """What `work` returns from a transaction of its own, which is committed then.

    Args:
        work: is also told whether others were in the way before.
        make_ungrouped: called outside of any transaction when `work` finds out that the ungrouped group is missing and
            everything else is as it should be; a refused request makes none.
    Raises:
        Unavailable: others are in the way again and again.
    """
    collided = False
    for _ in range(MAX_ATTEMPTS):
        try:
            with database.write() as tx:
                return work(tx, collided)
        except UngroupedMissing:
            make_ungrouped()
        except Exception as error:
            if not _is_collision(error):
                raise
            collided = True
            logger.warning("the change of groups is tried again: %s", first_line(error) or type(error).__name__)
    raise Unavailable("The change collides with others again and again. Try again.")


def _is_collision(error: Exception) -> bool:
    """Whether others were in the way. A group that goes got another host, or a group went that was to get one."""
    return isinstance(error, Overtaken) or is_collision(error) or is_missing_reference(error)
