"""Consumer of the topic of export requests: an external export service asks for hosts (contract: exports 8)."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from functions.ingest.runtime import Runtime
from hbi import clock, metrics
from hbi.exports.api import external
from hbi.exports.api.external import ExternalRequest, InvalidRequest
from hbi.exports.api.launch import launch
from hbi.ingest.delivery.reading import read_records
from hbi.ingest.delivery.rejected import ENVELOPE, RejectedRecord
from hbi.ingest.delivery.topic_result import TopicResult
from hbi.ingest.messages.records import Record


class ExportRequest(NamedTuple):
    """A request, and the record that brought it. None: it is for another application."""

    record: Record
    request: ExternalRequest | None

    @property
    def sent(self) -> None:
        """Nothing: no host is reported, so nobody is notified."""


def read(records: Sequence[Record], _runtime: Runtime) -> list[ExportRequest | RejectedRecord]:
    """Reads the requests."""
    return read_records(records, _read)


def store(requests: Sequence[ExportRequest], runtime: Runtime) -> TopicResult:
    """Records the requests and starts the export function for those that are new.

    What cannot be started is started by the reaper.
    """
    counts: Counter[str] = Counter()
    wanted = [entry.request for entry in requests if entry.request is not None]
    counts["skipped"] = len(requests) - len(wanted)
    with runtime.database.write() as tx:
        new = [request for request in wanted if external.record(tx, request, clock.now())]
    for request in new:
        metrics.count("inventory_create_export")
        launch(runtime.settings, request.org_id, request.export_id)
    counts["stored"], counts["known"] = len(new), len(wanted) - len(new)
    return TopicResult(+counts, [])


def _read(record: Record) -> ExportRequest | RejectedRecord:
    try:
        return ExportRequest(record, external.parse_request(record.value))
    except InvalidRequest as error:
        return RejectedRecord(record, str(error), notify=False, at_fault=ENVELOPE)
