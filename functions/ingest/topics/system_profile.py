"""Consumer of the system-profile topic: profiles of hosts that are known already (contract: ingest-and-events 11)."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from functions.ingest.runtime import Runtime
from hbi import metrics
from hbi.flags.service import Flag
from hbi.ingest.delivery.event_context import event_context
from hbi.ingest.delivery.reading import read_host_messages
from hbi.ingest.delivery.rejected import RejectedRecord, not_stored
from hbi.ingest.delivery.topic_result import TopicResult
from hbi.ingest.messages import profile_report
from hbi.ingest.messages.envelope import Envelope
from hbi.ingest.messages.profile_report import ProfileUpdate
from hbi.ingest.messages.records import Record
from hbi.ingest.storing.profiles import update_profiles


def read(records: Sequence[Record], runtime: Runtime) -> list[ProfileUpdate | RejectedRecord]:
    """Reads and checks the profiles."""
    settings = runtime.settings
    refuses_rhsm = partial(runtime.flags.is_on, Flag.REJECT_RHSM_PAYLOADS)

    def accept(record: Record, envelope: Envelope) -> ProfileUpdate:
        update = profile_report.accept(record, envelope, refuses_rhsm, max_bytes=settings.max_report_bytes)
        return update._replace(origin=event_context(record, envelope.request_id, settings))

    return read_host_messages(records, accept)


def store(updates: Sequence[ProfileUpdate], runtime: Runtime) -> TopicResult:
    """Stores the profiles and publishes the events of their hosts."""
    batch = update_profiles(runtime.database, updates, runtime.settings)
    rejected = [not_stored(refusal) for refusal in batch.refusals]
    metrics.count("inventory_ingress_update_system_profile_successes", len(batch.stored))
    runtime.publisher.publish(entry.event.host for entry in batch.stored)
    return TopicResult(Counter(entry.event.event_type for entry in batch.stored), rejected)


def count_failure(rejected: RejectedRecord) -> None:
    """Counts a profile that is dead-lettered."""
    if rejected.sent is not None:
        metrics.count("inventory_ingress_update_system_profile_failures", cause=rejected.cause)
