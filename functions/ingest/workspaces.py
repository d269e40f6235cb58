"""Consumer of both workspace topics: groups follow the workspaces they mirror (contract: ingest-and-events 18)."""

from collections import Counter
from collections.abc import Sequence
from itertools import batched

from aws_lambda_powertools import Logger

from functions.ingest.runtime import Runtime
from hbi import metrics
from hbi.events.messages import HostKey
from hbi.flags.service import Flag
from hbi.groups.message import InvalidMessage, WorkspaceChange, parse_message
from hbi.groups.workspaces import RefusedChange, apply
from hbi.ingest.outcome import Outcome
from hbi.ingest.records import Record
from hbi.ingest.rejected import Rejected

logger = Logger(service="ingest", child=True)

_COUNTERS = {
    "groups_created": "inventory_create_group_count",
    "groups_updated": "inventory_update_group_count",
    "groups_deleted": "inventory_delete_group_count",
}

PUBLISHED_AT_ONCE = 1000
"""Hosts whose events are made at once: whole profiles are in memory meanwhile."""


def consume(records: Sequence[Record], runtime: Runtime) -> Outcome:
    """Carries out the changes one after the other, then publishes the events of the hosts concerned.

    Each is a transaction of its own: a change of a large group holds locks on all of its hosts.
    """
    counts: Counter[str] = Counter()
    hosts: list[HostKey] = []
    rejected: list[Rejected] = []
    for record in records:
        try:
            change = _parsed(record)
            applied = apply(runtime.database, change, moves_date_groups=not _is_ruled_by_rbac(change.org_id, runtime))
        except (InvalidMessage, RefusedChange) as error:
            rejected.append(Rejected(record, str(error), notify=False))
        else:
            counts[applied.outcome] += 1
            if applied.outcome in _COUNTERS:
                metrics.count(_COUNTERS[applied.outcome])
            hosts += applied.hosts
    for part in batched(dict.fromkeys(hosts), PUBLISHED_AT_ONCE):
        runtime.publisher.publish(part)
    return Outcome(counts, rejected)


def _is_ruled_by_rbac(org_id: str, runtime: Runtime) -> bool:
    return not runtime.settings.bypass_kessel and runtime.flags.is_on(Flag.RBAC_V2, org_id)


def _parsed(record: Record) -> WorkspaceChange:
    """Raises InvalidMessage, for a defect of ours that the record brings to light too: it must not stop the others."""
    try:
        return parse_message(record.value)
    except InvalidMessage:
        raise
    except Exception as error:
        logger.exception("a record breaks the checks", extra={"record": record.coordinates})
        raise InvalidMessage(f"{type(error).__name__}: {error}") from error
