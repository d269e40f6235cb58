"""Consumer of the application data topic: what other applications know about hosts (contract: ingest-and-events 17)."""

from collections.abc import Sequence

from aws_lambda_powertools import Logger

from functions.ingest.runtime import Runtime
from hbi import clock, metrics
from hbi.app_data.message import AppDataMessage, InvalidAppDataMessage, parse_message
from hbi.app_data.store import StoredMessages, store_messages
from hbi.ingest.delivery.reading import read_records
from hbi.ingest.delivery.rejected import ENVELOPE, HOST_DATA, STORING, RejectedRecord, reject
from hbi.ingest.delivery.topic_result import TopicResult
from hbi.ingest.messages.records import Record

logger = Logger(service="host-inventory-ingest", child=True)


def read(records: Sequence[Record], _runtime: Runtime) -> list[AppDataMessage | RejectedRecord]:
    """Reads and checks the messages."""
    return read_records(records, _read)


def store(messages: Sequence[AppDataMessage], runtime: Runtime) -> TopicResult:
    """Stores what the messages say about hosts. No events follow from it."""
    stored = store_messages(runtime.database, messages)
    rejected = [_without_some(message) for message in stored.messages if message.refused]
    rejected += [
        RejectedRecord(message.record, reason, notify=False, at_fault=STORING) for message, reason in stored.refused
    ]
    _count(stored)
    if stored.unknown:
        logger.warning(
            "hosts are skipped: they do not exist", extra={"hosts": len(stored.unknown), "first": stored.unknown[:10]}
        )
    logger.info("application data is stored", extra={"hosts": stored.written})
    return TopicResult({"stored": len(stored.messages)}, rejected)


def _read(record: Record) -> AppDataMessage | RejectedRecord:
    try:
        message = parse_message(record)
    except InvalidAppDataMessage as error:
        _count_failure(error.application, error.reason)
        at_fault = ENVELOPE if error.reason == "invalid" else "message"
        return RejectedRecord(record, str(error), notify=False, at_fault=at_fault)
    except Exception as error:
        rejected = reject(record, error)
        _count_failure("unknown", "unexpected_data_validation_error")
        return rejected
    for _ in message.refused:
        _count_failure(message.application, "invalid_host_data")
    return message


def _without_some(message: AppDataMessage) -> RejectedRecord:
    """The rejection of a message whose other hosts are stored: replaying it, once it is mended, does these no harm."""
    reasons = "; ".join(f"host {host.host_id}: {host.reason}" for host in message.refused[:10])
    reason = f"skipped hosts ({len(message.refused)}): {reasons}"
    return RejectedRecord(message.record, reason, notify=False, at_fault=HOST_DATA)


def _count(stored: StoredMessages) -> None:
    for refused in stored.refused:
        _count_failure(refused.message.application, "db_integrity_error")
    for message in stored.messages:
        metrics.count("inventory_host_app_data_processing_successes", application=message.application)
        metrics.gauge(
            "inventory_host_app_data_last_processed_timestamp",
            clock.now().timestamp(),
            "Seconds",
            application=message.application,
        )


def _count_failure(application: str, reason: str) -> None:
    metrics.count("inventory_host_app_data_failures", application=application, reason=reason)
