"""A second look at hosts that a change has locked.

A statement that waits for a locked host looks once more at that host alone: memberships and profiles are still those of
the statement's start. A host that was moved out of the caller's groups meanwhile passes for one of them, until another
statement looks (contract: rest-hosts 6.3).
"""

from collections.abc import Collection

from sqlalchemy import ARRAY, any_, bindparam, select

from hbi.db.engine import Transaction
from hbi.models.base import UUID_TEXT
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer, visible


def still_matching(tx: Transaction, matches: Matches, ids: Collection[str]) -> frozenset[str]:
    """Those of some locked hosts that match now."""
    is_one = HOSTS.c.id == any_(bindparam("locked_ids", list(ids), ARRAY(UUID_TEXT)))
    statement = select(HOSTS.c.id).select_from(matches.source).where(*matches.conditions, is_one)
    return frozenset(tx.execute(statement).scalars())


def limits_of(viewer: Viewer) -> Matches | None:
    """What a viewer sees of its organisation; None where that is everything, and no second look is needed."""
    return None if viewer.sees_all else Matches(org_id=viewer.org_id, conditions=visible(viewer))
