"""Consumer of the system-profile topic: profiles of hosts that are known already (contract: ingest-and-events 11)."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from functions.ingest.runtime import Runtime
from hbi import metrics
from hbi.flags.service import Flag
from hbi.ingest.delivery.event_context import event_context
from hbi.ingest.delivery.outcome import Outcome
from hbi.ingest.delivery.records import Record
from hbi.ingest.delivery.rejected import Rejected, not_stored, refused
from hbi.ingest.messages.profile_report import ProfileUpdate, accept
from hbi.ingest.storing.profiles import update_profiles


def consume(records: Sequence[Record], runtime: Runtime) -> Outcome:
    """Stores the profiles that the records bring and publishes the events of their hosts."""
    updates: list[ProfileUpdate] = []
    senders: list[Record] = []
    rejected: list[Rejected] = []
    refuses_rhsm = partial(runtime.flags.is_on, Flag.REJECT_RHSM_PAYLOADS)
    for record in records:
        try:
            update = accept(record.value, refuses_rhsm, max_bytes=runtime.settings.max_report_bytes)
        except Exception as error:
            # Neither a broken rule nor a defect of ours that this record brings to light must stop the others.
            rejected.append(refused(record, error))
            continue
        updates.append(update._replace(origin=event_context(record, update.request_id, runtime.settings)))
        senders.append(record)
    stored = update_profiles(runtime.database, updates, runtime.settings)
    rejected += [not_stored(senders[entry.position], entry) for entry in stored.refused]
    metrics.count("inventory_ingress_update_system_profile_successes", len(stored.events))
    runtime.publisher.publish(event.host for event in stored.events)
    return Outcome(Counter(event.event_type for event in stored.events), rejected)


def count_failure(entry: Rejected) -> None:
    """Counts a profile that is set aside."""
    if entry.envelope is not None:
        metrics.count("inventory_ingress_update_system_profile_failures", cause=entry.cause)
