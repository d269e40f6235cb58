"""What the operations that change groups share: their transaction, and the events behind it (contract:
rest-groups-staleness-views 4).
"""

import time
from collections.abc import Callable
from dataclasses import replace

from functions.api.http.answers import Answer
from functions.api.http.operation import Call
from functions.api.routes.common import change_context, publish
from functions.api.runtime import UNGROUPED_S
from hbi import clock
from hbi.db.engine import Transaction
from hbi.groups import attempts
from hbi.groups.changes import Changed, Terms
from hbi.identity import Identity
from hbi.problems import Unavailable

NO_CONTENT = Answer(204, content_type=None)

type Work = Callable[[Transaction, Terms], Changed]


def change(call: Call[Identity], work: Work) -> Changed:
    """Carries out a change of groups in a transaction of its own, and publishes the events of its hosts."""

    def in_transaction(tx: Transaction, is_alone: bool) -> Changed:
        return work(tx, replace(terms_of(call, tx), is_alone=is_alone))

    changed = attempts.change(call.runtime.database, call.caller.org_id, in_transaction, lambda: _make_ungrouped(call))
    publish(call.runtime, changed.hosts)
    return changed


def terms_of(call: Call[Identity], tx: Transaction) -> Terms:
    """Who changes groups, and when."""
    now = clock.now()
    return Terms(
        org_id=call.caller.org_id,
        account=call.caller.account_number,
        now=now,
        culled_before=call.staleness(tx).culled_before(now),
        context=change_context(call),
        dates_groups=not call.scope.is_left_to_service,
    )


def _make_ungrouped(call: Call[Identity]) -> None:
    org_id = call.caller.org_id
    if call.runtime.keeps_workspaces and time.monotonic() + UNGROUPED_S > call.deadline:
        raise Unavailable("There is no time left to ask for the organisation's ungrouped workspace. Try again.")
    found = call.runtime.ungrouped.of({org_id: call.caller.account_number})
    if org_id not in found.groups:
        raise Unavailable("The organisation's ungrouped workspace did not come in time. Try again.")
