"""Keeps numbers of hosts quick to read (contract: export-reaper-jobs 6)."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.db.engine import Transaction
from hbi.db.errors import is_blocked
from hbi.reaper import counts
from hbi.staleness.repository import settings_of

logger = logging.getLogger(__name__)


def keep_counts(runtime: Runtime, deadline: datetime) -> dict[str, Any]:
    """Sums up the differences in numbers of hosts, counts organisations for the first time that have some, and sums up
    what culled hosts have.

    An organisation that takes longer to count than a statement may is left to the job, and its reads count hosts.

    Returns:
        organisations `counted` and `not_counted`, differences `summed_up` and `left`.
    """
    done: Counter[str] = Counter(counted=0, not_counted=0, summed_up=0)
    with runtime.database.read() as tx:
        found = counts.differences(tx)
        again = counts.to_count_again(tx)
    left = sum(kept.number for kept in found)
    for kept in (kept for kept in found if kept.number > counts.MOST_DIFFERENCES):
        if clock.now() >= deadline:
            break
        number = _in_time(runtime, kept.org_id, partial(counts.sum_up, org_id=kept.org_id, kind=kept.kind)) or 0
        done["summed_up"] += number
        left -= number
    for org_id in dict.fromkeys([*(kept.org_id for kept in found if not kept.is_counted), *again]):
        if clock.now() >= deadline:
            break
        is_counted = _in_time(runtime, org_id, partial(_counted_anew, org_id=org_id))
        done["counted" if is_counted else "not_counted"] += 1
    _sum_up_culled(runtime, deadline)
    metrics.count("inventory_host_counts_summed_up_count", done["summed_up"])
    metrics.count("inventory_host_counts_not_counted_count", done["not_counted"])
    metrics.gauge("inventory_host_counts_differences", left, "Count")
    return {**done, "left": left}


def _sum_up_culled(runtime: Runtime, deadline: datetime) -> None:
    """Sums up what culled hosts have, where that was long ago or may be wrong."""
    with runtime.database.read() as tx:
        org_ids = counts.culled_to_sum_up(tx)
        staleness = settings_of(tx, org_ids, runtime.settings)
    for org_id in org_ids:
        now = clock.now()
        if now >= deadline:
            break
        culled_before = staleness[org_id].culled_before(now)
        _in_time(runtime, org_id, partial(counts.sum_up_culled, org_id=org_id, culled_before=culled_before, now=now))


def _counted_anew(tx: Transaction, org_id: str) -> bool:
    counts.count_anew(tx, org_id)
    return True


def _in_time[Result](runtime: Runtime, org_id: str, work: Callable[[Transaction], Result]) -> Result | None:
    """What the work on an organisation gives; None if it takes longer than a statement may, or others are in the way.

    That is no reason to leave the other organisations alone.
    """
    try:
        with runtime.database.write() as tx:
            return work(tx)
    except Exception as error:
        if not is_blocked(error):
            raise
        logger.warning("numbers of hosts could not be kept in time", extra={"org_id": org_id})
        return None
