"""Keeps numbers of hosts quick to read (contract: export-reaper-jobs 7)."""

import logging
from collections import Counter
from datetime import datetime
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.db.errors import is_blocked
from hbi.reaper import counts

logger = logging.getLogger(__name__)


def keep_counts(runtime: Runtime, deadline: datetime) -> dict[str, Any]:
    """Sums up the differences in numbers of hosts, and counts organisations for the first time that have some.

    An organisation that takes longer to count than a statement may is left to the job, and its reads count hosts.

    Returns:
        organisations `counted` and `not_counted`, differences `summed_up` and `left`.
    """
    done: Counter[str] = Counter(counted=0, not_counted=0, summed_up=0)
    with runtime.database.read() as tx:
        found = counts.differences(tx)
    left = sum(kept.number for kept in found)
    for kept in (kept for kept in found if kept.number > counts.MOST_DIFFERENCES):
        if clock.now() >= deadline:
            break
        with runtime.database.write() as tx:
            number = counts.sum_up(tx, kept.org_id, kept.kind)
        done["summed_up"] += number
        left -= number
    for org_id in dict.fromkeys(kept.org_id for kept in found if not kept.is_counted):
        if clock.now() >= deadline:
            break
        done["counted" if _count(runtime, org_id) else "not_counted"] += 1
    metrics.count("inventory_host_counts_summed_up_count", done["summed_up"])
    metrics.count("inventory_host_counts_not_counted_count", done["not_counted"])
    metrics.gauge("inventory_host_counts_differences", left, "Count")
    return {**done, "left": left}


def _count(runtime: Runtime, org_id: str) -> bool:
    """Whether an organisation could be counted in the time that a statement has."""
    try:
        with runtime.database.write() as tx:
            counts.count_anew(tx, org_id)
    except Exception as error:
        if not is_blocked(error):
            raise
        logger.warning("the hosts of an organisation could not be counted in time", extra={"org_id": org_id})
        return False
    return True
