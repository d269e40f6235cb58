"""Consumer of the application data topic: what other applications know about hosts (contract: ingest-and-events 17)."""

from collections.abc import Sequence

from aws_lambda_powertools import Logger

from functions.ingest.runtime import Runtime
from hbi import clock, metrics
from hbi.app_data.message import AppDataMessage, InvalidMessage, parse_message
from hbi.app_data.store import Stored, store
from hbi.ingest.delivery.outcome import Outcome
from hbi.ingest.delivery.records import Record
from hbi.ingest.delivery.rejected import ENVELOPE, HOST_DATA, STORING, Rejected, refused

logger = Logger(service="ingest", child=True)


def consume(records: Sequence[Record], runtime: Runtime) -> Outcome:
    """Stores what the records say about hosts. No events follow from it."""
    senders, messages, rejected = _read(records)
    stored = store(runtime.database, messages)
    not_stored = {entry.position for entry in stored.refused}
    rejected += [
        _without_some(senders[position], message)
        for position, message in enumerate(messages)
        if message.refused and position not in not_stored
    ]
    rejected += [
        Rejected(senders[entry.position], entry.reason, notify=False, at_fault=STORING) for entry in stored.refused
    ]
    _count(messages, stored)
    if stored.unknown:
        logger.warning(
            "hosts are skipped: they do not exist", extra={"hosts": len(stored.unknown), "first": stored.unknown[:10]}
        )
    logger.info("stored", extra={"hosts": stored.written})
    return Outcome({"stored": len(messages) - len(stored.refused)}, rejected)


def _read(records: Sequence[Record]) -> tuple[list[Record], list[AppDataMessage], list[Rejected]]:
    """Records that can be read, what they say, and the other ones."""
    senders: list[Record] = []
    messages: list[AppDataMessage] = []
    rejected: list[Rejected] = []
    for record in records:
        try:
            message = parse_message(record.headers, record.value)
        except InvalidMessage as error:
            at_fault = ENVELOPE if error.reason == "invalid" else "message"
            rejected.append(Rejected(record, str(error), notify=False, at_fault=at_fault))
            _failed(error.application, error.reason)
            continue
        except Exception as error:
            # A defect of ours that this record brings to light must not stop the others.
            rejected.append(refused(record, error))
            _failed("unknown", "unexpected_data_validation_error")
            continue
        messages.append(message)
        senders.append(record)
        for _ in message.refused:
            _failed(message.application, "invalid_host_data")
    return senders, messages, rejected


def _without_some(record: Record, message: AppDataMessage) -> Rejected:
    """Of a message whose other hosts are stored: replaying it, once it is mended, does these no harm."""
    reasons = "; ".join(f"host {host.host_id}: {host.reason}" for host in message.refused[:10])
    return Rejected(record, f"skipped hosts ({len(message.refused)}): {reasons}", notify=False, at_fault=HOST_DATA)


def _count(messages: Sequence[AppDataMessage], stored: Stored) -> None:
    refused = {entry.position for entry in stored.refused}
    for position, message in enumerate(messages):
        if position in refused:
            _failed(message.application, "db_integrity_error")
            continue
        metrics.count("inventory_host_app_data_processing_successes", application=message.application)
        metrics.gauge(
            "inventory_host_app_data_last_processed_timestamp",
            clock.now().timestamp(),
            "Seconds",
            application=message.application,
        )


def _failed(application: str, reason: str) -> None:
    metrics.count("inventory_host_app_data_failures", application=application, reason=reason)
