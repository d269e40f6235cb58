"""Consumer of both host-ingress topics: hosts reported by clients (contract: ingest-and-events 3 to 10)."""

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
from hbi.ingest.messages.envelope import Envelope
from hbi.ingest.messages.host_report import AcceptedReport, Intake
from hbi.ingest.messages.records import Record
from hbi.ingest.storing.plan import StoredItem
from hbi.ingest.storing.reports import store_reports


def read(records: Sequence[Record], runtime: Runtime) -> list[AcceptedReport | RejectedRecord]:
    """Reads and checks the reports."""
    settings = runtime.settings
    intake = Intake(
        partial(runtime.flags.is_on, Flag.REJECT_RHSM_PAYLOADS),
        needs_subman_id=settings.use_subman_id,
        max_bytes=settings.max_report_bytes,
    )

    def accept(record: Record, envelope: Envelope) -> AcceptedReport:
        report = intake.accept(record, envelope)
        origin = event_context(record, envelope.request_id, settings)
        return report._replace(origin=origin) if origin else report

    return read_host_messages(records, accept)


def store(accepted: Sequence[AcceptedReport], runtime: Runtime) -> TopicResult:
    """Stores the hosts that are reported and publishes their events."""
    batch = store_reports(runtime.database, accepted, runtime.settings, runtime.ungrouped)
    rejected = [not_stored(refusal) for refusal in batch.refusals if refusal.blame.cause != "later"]
    _count(batch.stored)
    runtime.publisher.publish((entry.event.host for entry in batch.stored), batch.reported)
    again = [refusal.item.record for refusal in batch.refusals if refusal.blame.cause == "later"]
    return TopicResult(Counter(entry.event.event_type for entry in batch.stored), rejected, again)


def _count(stored: Sequence[StoredItem[AcceptedReport]]) -> None:
    results = Counter((entry.event.event_type, entry.item.report.reporter) for entry in stored)
    for (result, reporter), number in results.items():
        metrics.count(
            "inventory_ingress_add_host_successes",
            number,
            result=result,
            reporter=metrics.reporter_label(reporter),
        )
        name = "inventory_create_host_count" if result == "created" else "inventory_update_host_count"
        metrics.count(name, number)


def count_failure(rejected: RejectedRecord) -> None:
    """Counts a report that is dead-lettered."""
    if rejected.sent is not None:
        metrics.count("inventory_ingress_add_host_failures", cause=rejected.cause, reporter=rejected.reporter)
