"""Consumer of both workspace topics: groups follow the workspaces they mirror (contract: ingest-and-events 18)."""

from collections import Counter
from collections.abc import Sequence
from itertools import batched
from typing import NamedTuple

from functions.ingest.runtime import Runtime
from hbi import metrics
from hbi.flags.service import Flag
from hbi.groups.message import InvalidMessage, WorkspaceChange, parse_message
from hbi.groups.workspaces import RefusedChange, apply
from hbi.ingest.delivery.reading import read_records
from hbi.ingest.delivery.rejected import ENVELOPE, RejectedRecord
from hbi.ingest.delivery.topic_result import TopicResult
from hbi.ingest.messages.records import Record

_COUNTERS = {
    "groups_created": "inventory_create_group_count",
    "groups_updated": "inventory_update_group_count",
    "groups_deleted": "inventory_delete_group_count",
}

PUBLISHED_AT_ONCE = 1000
"""Hosts whose events are made at once: whole profiles are in memory meanwhile."""


class WorkspaceMessage(NamedTuple):
    """A change of a workspace, and the record that brought it."""

    record: Record
    change: WorkspaceChange

    @property
    def sent(self) -> None:
        """Nothing: no host is reported, so nobody is notified."""


def read(records: Sequence[Record], _runtime: Runtime) -> list[WorkspaceMessage | RejectedRecord]:
    """Reads and checks the changes."""
    return read_records(records, _read)


def store(messages: Sequence[WorkspaceMessage], runtime: Runtime) -> TopicResult:
    """Carries out the changes one after the other and publishes the events of the hosts concerned.

    Each is a transaction of its own: a change of a large group holds locks on all of its hosts. Its events go out
    before the next one begins, so that they keep their order whatever the number of hosts.
    """
    counts: Counter[str] = Counter()
    rejected: list[RejectedRecord] = []
    for record, change in messages:
        try:
            applied = apply(
                runtime.database,
                change,
                moves_date_groups=not _is_ruled_by_rbac(change.org_id, runtime),
                defaults=runtime.settings,
            )
        except RefusedChange as error:
            rejected.append(RejectedRecord(record, str(error), notify=False))
            continue
        counts[applied.outcome] += 1
        if applied.outcome in _COUNTERS:
            metrics.count(_COUNTERS[applied.outcome])
        for part in batched(applied.hosts, PUBLISHED_AT_ONCE):
            runtime.publisher.publish(part)
    return TopicResult(counts, rejected)


def _read(record: Record) -> WorkspaceMessage | RejectedRecord:
    try:
        return WorkspaceMessage(record, parse_message(record.value))
    except InvalidMessage as error:
        return RejectedRecord(record, str(error), notify=False, at_fault=ENVELOPE)


def _is_ruled_by_rbac(org_id: str, runtime: Runtime) -> bool:
    return not runtime.settings.bypass_kessel and runtime.flags.is_on(Flag.RBAC_V2, org_id)
