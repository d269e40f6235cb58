"""Consumer of both host-ingress topics: hosts reported by clients (contract: ingest-and-events 3 to 10)."""

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
from hbi.ingest.messages.host_report import Accepted, Intake
from hbi.ingest.storing.reports import Ingested, ingest


def consume(records: Sequence[Record], runtime: Runtime) -> Outcome:
    """Stores the hosts that the records report and publishes their events."""
    accepted: list[Accepted] = []
    senders: list[Record] = []
    rejected: list[Rejected] = []
    intake = Intake(
        partial(runtime.flags.is_on, Flag.REJECT_RHSM_PAYLOADS),
        needs_subman_id=runtime.settings.use_subman_id,
        max_bytes=runtime.settings.max_report_bytes,
    )
    for record in records:
        try:
            report = intake.accept(record.value)
        except Exception as error:
            # Neither a broken rule nor a defect of ours that this record brings to light must stop the others.
            rejected.append(refused(record, error))
            continue
        origin = event_context(record, report.request_id, runtime.settings)
        accepted.append(report._replace(origin=origin) if origin else report)
        senders.append(record)
    stored = ingest(runtime.database, accepted, runtime.settings, runtime.ungrouped)
    rejected += [not_stored(senders[entry.position], entry) for entry in stored.refused if entry.cause != "later"]
    _count(accepted, stored)
    runtime.publisher.publish((event.host for event in stored.events), stored.reported)
    again = [senders[entry.position] for entry in stored.refused if entry.cause == "later"]
    return Outcome(Counter(event.event_type for event in stored.events), rejected, again)


def _count(accepted: Sequence[Accepted], stored: Ingested) -> None:
    not_stored_ones = {entry.position for entry in stored.refused}
    reporters = (entry.report.reporter for position, entry in enumerate(accepted) if position not in not_stored_ones)
    results = Counter(zip((event.event_type for event in stored.events), reporters, strict=True))
    for (result, reporter), number in results.items():
        metrics.count(
            "inventory_ingress_add_host_successes",
            number,
            result=result,
            reporter=metrics.reporter_label(reporter),
        )
        name = "inventory_create_host_count" if result == "created" else "inventory_update_host_count"
        metrics.count(name, number)


def count_failure(entry: Rejected) -> None:
    """Counts a report that is set aside."""
    if entry.envelope is not None:
        metrics.count("inventory_ingress_add_host_failures", cause=entry.cause, reporter=entry.reporter)
