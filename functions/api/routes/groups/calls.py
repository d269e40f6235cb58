"""What the operations that change groups share: their transaction, and the events behind it (contract:
rest-groups-staleness-views 4).
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import batched

from functions.api.http.answers import Answer
from functions.api.http.operation import Call
from functions.api.routes.common import change_context
from functions.api.runtime import Runtime
from hbi import clock
from hbi.db.engine import Transaction
from hbi.groups import attempts
from hbi.groups.changes import Changed, Terms
from hbi.hosts.key import HostKey
from hbi.identity import Identity
from hbi.problems import Unavailable

logger = logging.getLogger(__name__)

PUBLISHED_AT_ONCE = 500
"""Hosts whose events are made at once: whole profiles are in memory meanwhile."""

PUBLISHING_S = 0.5
"""Seconds after which the events of further hosts are left to the relay, which comes every minute: the caller waits for
as long as they take, and they take longer than the change."""

NO_CONTENT = Answer(204, content_type=None)

type Work = Callable[[Transaction, Terms], Changed]


def change(call: Call[Identity], work: Work) -> Changed:
    """Carries out a change of groups in a transaction of its own, and publishes the events of its hosts."""

    def in_transaction(tx: Transaction, collided: bool) -> Changed:
        return work(tx, replace(terms_of(call, tx), has_collided=collided))

    changed = attempts.change(call.runtime.database, in_transaction, lambda: _make_ungrouped(call))
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


def publish(runtime: Runtime, hosts: Sequence[HostKey]) -> None:
    """Publishes events of committed changes as long as there is time; the relay does the rest."""
    ends = time.monotonic() + PUBLISHING_S
    for published, part in enumerate(batched(hosts, PUBLISHED_AT_ONCE)):
        if time.monotonic() > ends:
            left = len(hosts) - published * PUBLISHED_AT_ONCE
            logger.info("events of %d hosts stay in the outbox for the relay: time is up", left)
            return
        runtime.publisher.publish(part)


def _make_ungrouped(call: Call[Identity]) -> None:
    org_id = call.caller.org_id
    found = call.runtime.ungrouped.of({org_id: call.caller.account_number})
    if org_id not in found.groups:
        raise Unavailable("The organisation's ungrouped workspace did not come in time. Try again.")
