"""Consumer of both workspace topics: groups follow the workspaces they mirror (contract: ingest-and-events 18)."""

from collections import Counter
from collections.abc import Sequence
from itertools import batched

from functions.ingest.runtime import Runtime
from hbi import metrics
from hbi.flags.service import Flag
from hbi.groups.message import InvalidMessage, parse_message
from hbi.groups.workspaces import RefusedChange, apply
from hbi.ingest.delivery.outcome import Outcome
from hbi.ingest.delivery.records import Record
from hbi.ingest.delivery.rejected import ENVELOPE, Rejected, refused

_COUNTERS = {
    "groups_created": "inventory_create_group_count",
    "groups_updated": "inventory_update_group_count",
    "groups_deleted": "inventory_delete_group_count",
}

PUBLISHED_AT_ONCE = 1000
"""Hosts whose events are made at once: whole profiles are in memory meanwhile."""


def consume(records: Sequence[Record], runtime: Runtime) -> Outcome:
    """Carries out the changes one after the other and publishes the events of the hosts concerned.

    Each is a transaction of its own: a change of a large group holds locks on all of its hosts. Its events go out
    before the next one begins, so that they keep their order whatever the number of hosts.
    """
    counts: Counter[str] = Counter()
    rejected: list[Rejected] = []
    for record in records:
        try:
            change = parse_message(record.value)
        except InvalidMessage as error:
            rejected.append(Rejected(record, str(error), notify=False, at_fault=ENVELOPE))
            continue
        except Exception as error:
            # A defect of ours that this record brings to light must not stop the others.
            rejected.append(refused(record, error))
            continue
        try:
            applied = apply(
                runtime.database,
                change,
                moves_date_groups=not _is_ruled_by_rbac(change.org_id, runtime),
                defaults=runtime.settings,
            )
        except RefusedChange as error:
            rejected.append(Rejected(record, str(error), notify=False))
        else:
            counts[applied.outcome] += 1
            if applied.outcome in _COUNTERS:
                metrics.count(_COUNTERS[applied.outcome])
            for part in batched(applied.hosts, PUBLISHED_AT_ONCE):
                runtime.publisher.publish(part)
    return Outcome(counts, rejected)


def _is_ruled_by_rbac(org_id: str, runtime: Runtime) -> bool:
    return not runtime.settings.bypass_kessel and runtime.flags.is_on(Flag.RBAC_V2, org_id)
