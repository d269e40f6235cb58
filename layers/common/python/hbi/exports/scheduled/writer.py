"""Writes the exports of a day (contract: exports 11)."""

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from gzip import GzipFile
from typing import IO, Literal, cast

from hbi import clock, metrics
from hbi.db.engine import Database
from hbi.exports import bucket
from hbi.exports.api import selections
from hbi.exports.api.selections import EVERYTHING, Selection, Unselectable
from hbi.exports.bucket import Upload
from hbi.exports.scheduled import days
from hbi.exports.work.failures import ExportFailed, failure_of, timed_out
from hbi.exports.work.formats.data_files import DataFile, begin, write_rows
from hbi.exports.work.formats.parquet import Sink
from hbi.problems import Unavailable
from hbi.queries.conditions.viewer import Viewer
from hbi.settings import DailyExport, ExportSettings

logger = logging.getLogger(__name__)

_CONTENT_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "ndjson": "application/gzip",
    "csv": "application/gzip",
}


@dataclass(frozen=True, slots=True)
class DailyResult:
    """What became of an organisation's export of a day. `there` when it had been written before."""

    org_id: str
    date: str
    status: Literal["complete", "there", "failed", "left"]
    rows: int = 0
    bytes: int = 0
    reason: str | None = None


class DailyWriter:
    """Writes exports of whole organisations. Build one per process."""

    def __init__(self, database: Database, settings: ExportSettings) -> None:
        self._database = database
        self._settings = settings

    def write(self, org_id: str, day: date, deadline: datetime, *, replaces: bool = False) -> DailyResult:
        """Writes the export of an organisation, whole or not at all. Failures are in the result.

        Args:
            deadline: instant at which the work is stopped.
            replaces: whether an export that is there is written anew.
        """
        if clock.now() >= deadline:
            return DailyResult(org_id, day.isoformat(), "left", reason="The time is over; the next run goes on.")
        try:
            with metrics.timer("inventory_scheduled_export_seconds"):
                return self._written(org_id, day, deadline, replaces=replaces)
        except Exception as error:
            failure = failure_of(error)
            logger.exception("the export of organisation %s for %s failed", org_id, day)
            metrics.count("inventory_scheduled_export_failures", code=str(failure.code))
            return DailyResult(org_id, day.isoformat(), "failed", reason=str(failure))

    def _written(self, org_id: str, day: date, deadline: datetime, *, replaces: bool) -> DailyResult:
        daily = self._settings.scheduled_exports.get(org_id)
        if daily is None:
            raise ExportFailed(404, f"HBI_SCHEDULED_EXPORTS does not name organisation {org_id}.")
        with self._database.read() as tx:
            if not replaces and days.is_written(tx, org_id, day):
                return DailyResult(org_id, day.isoformat(), "there")
        key = days.object_key(org_id, day, daily.format)
        upload = Upload(self._settings, key, self._settings.part_size_bytes, _CONTENT_TYPES[daily.format])
        try:
            rows = self._write_rows(org_id, daily, upload, deadline)
            upload.complete()
        except BaseException:
            upload.abort()
            raise
        with self._database.write() as tx:
            days.mark_written(tx, org_id, day)
        self._remove_superseded(org_id, day, daily)
        metrics.count("inventory_scheduled_export_row_count", rows)
        return DailyResult(org_id, day.isoformat(), "complete", rows, upload.size)

    def _write_rows(self, org_id: str, daily: DailyExport, upload: Upload, deadline: datetime) -> int:
        selection = _selection(daily)

        def took(_rows: int) -> None:
            if clock.now() >= deadline:
                raise timed_out()

        with self._database.snapshot() as tx, ExitStack() as stack:
            moment = begin(tx, org_id, self._settings, deadline)
            data = DataFile(daily.format, selection, Viewer(org_id), moment)
            file: Sink = upload
            if daily.format != "parquet":
                file = stack.enter_context(
                    GzipFile(filename="", mode="wb", compresslevel=1, fileobj=cast("IO[bytes]", upload), mtime=0)
                )
            rows = write_rows(tx, data, file, took)
            if not rows:
                file.write(data.layout.head)
        return rows

    def _remove_superseded(self, org_id: str, day: date, daily: DailyExport) -> None:
        """Deletes what nobody needs any more. Never raises: what stays goes the next day, or by the bucket's rule."""
        keys = days.superseded(org_id, day, daily.format, self._settings.scheduled_export_days)
        try:
            bucket.remove(self._settings, keys)
        except Unavailable as error:
            logger.warning("old exports of organisation %s stay: %s", org_id, error)


def _selection(daily: DailyExport) -> Selection:
    if not daily.filters:
        return EVERYTHING
    try:
        return selections.of_filters(daily.filters)
    except Unselectable as error:
        raise ExportFailed(400, f"The filters cannot be applied: {error}") from None
