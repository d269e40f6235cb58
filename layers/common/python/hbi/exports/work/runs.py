"""Attempts at exports: what is read, written and recorded (contract: exports 5, 9 and 12)."""

import logging
import time
from abc import ABC, abstractmethod
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from hbi import clock, metrics
from hbi.db.engine import Database, Transaction
from hbi.exports import bucket
from hbi.exports.api.selections import DOCUMENTS
from hbi.exports.bucket import Upload
from hbi.exports.records import Source, Status
from hbi.exports.work import choices, leases
from hbi.exports.work.archive import Archive
from hbi.exports.work.choices import Requester
from hbi.exports.work.copies import MOST_BYTES, Copy
from hbi.exports.work.delivery import ACCEPTED, AnsweredEarly, ExportService, FileUpload, failure_in, tell
from hbi.exports.work.failures import ExportFailed, no_hosts, timed_out
from hbi.exports.work.formats.data_files import DataFile, begin, write_rows
from hbi.exports.work.formats.fields import Moment
from hbi.exports.work.formats.parquet import Sink
from hbi.exports.work.leases import Claim, LeaseLost
from hbi.queries.conditions.tables import HOSTS
from hbi.settings import ExportSettings

logger = logging.getLogger(__name__)

# With so many hosts a data file may exceed 2 GiB (a row has some 500 bytes, one with many tags some thousand, one with
# a whole profile some ten thousand).
_MANY_HOSTS = 250_000
_MANY_PROFILES = 25_000


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The final state of an export, or None when there was nothing to do or it was taken away."""

    export_id: str
    status: Status | None
    rows: int = 0
    bytes: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _CopyingSink:
    """A data file that is copied while it is written."""

    file: Sink
    copy: Copy

    def write(self, data: bytes, /) -> None:
        self.file.write(data)
        self.copy.take(data)


class Run(ABC):
    """One attempt at an export."""

    def __init__(
        self,
        database: Database,
        settings: ExportSettings,
        claim: Claim,
        deadline: datetime,
        upload: Upload | FileUpload,
    ) -> None:
        self._database = database
        self._settings = settings
        self._claim = claim
        self._deadline = deadline
        self._upload = upload
        self._rows = 0
        self._next_check = time.monotonic() + settings.checkpoint_s

    @abstractmethod
    def work(self, requester: Requester) -> None:
        """Reads everything from one snapshot, writes it and ends the export.

        Raises:
            ExportFailed: with the code and text for the owner; any other error is for `failure_of`.
            LeaseLost: the export was deleted or is in other hands.
        """

    def fail(self, failure: ExportFailed) -> ExportResult:
        """Records the failure."""
        try:
            with self._database.write() as tx:
                leases.fail(tx, self._claim, code=failure.code, message=str(failure), now=clock.now())
        except LeaseLost as lost:
            return self.result(None, str(lost))
        metrics.count("export_service_message_handler_failures", code=str(failure.code))
        return self.result(Status.FAILED, str(failure))

    def result(self, status: Status | None, reason: str | None = None) -> ExportResult:
        """The result that the function answers."""
        return ExportResult(self._claim.export.id, status, self._rows, self._upload.size, reason)

    def _begin(self, tx: Transaction, requester: Requester) -> Moment:
        """Lets the snapshot's statements run as long as there is time; the instant of the export."""
        return begin(tx, requester.viewer.org_id, self._settings, self._deadline)

    def _complete(self) -> None:
        """Records that the work is done."""
        with self._database.write() as tx:
            leases.complete(tx, self._claim, rows=self._rows, size=self._upload.size, now=clock.now())
        metrics.count("export_service_message_handler_successes")
        metrics.count("inventory_export_row_count", self._rows)
        metrics.observe("inventory_export_size", self._upload.size, "Bytes")
        metrics.observe("inventory_new_export_seconds", (clock.now() - self._claim.export.created_on).total_seconds())

    def _key(self, source: Source) -> str:
        return choices.key_of(source, honours_filters=self._settings.honours_filters)

    def _write_rows(self, tx: Transaction, data: DataFile, file: Sink) -> int:
        """Writes one data file; returns its number of rows."""

        def took(rows: int) -> None:
            self._rows += rows
            if time.monotonic() >= self._next_check:
                self._check()

        return write_rows(tx, data, file, took)

    def _check(self) -> None:
        """Stores the progress, and stops the work when its time is over or the export is not ours any more."""
        if clock.now() >= self._deadline:
            raise timed_out()
        with self._database.write() as tx:
            self._claim = leases.progress(tx, self._claim, rows=self._rows, size=self._upload.size, now=clock.now())
        self._next_check = time.monotonic() + self._settings.checkpoint_s


class ArchiveRun(Run):
    """An attempt at an export that becomes an archive in the bucket."""

    _upload: Upload

    def work(self, requester: Requester) -> None:
        try:
            with self._database.snapshot() as tx:
                self._write_entries(tx, requester)
            self._check()
            self._upload.complete()
        except BaseException:
            self._upload.abort()
            raise
        try:
            self._complete()
        except LeaseLost:
            self._discard()
            raise

    def _write_entries(self, tx: Transaction, requester: Requester) -> None:
        export, org_id = self._claim.export, requester.viewer.org_id
        moment = self._begin(tx, requester)
        keys = [self._key(source) for source in export.sources]
        # Before anything is written: most exports that cannot be made end here.
        selections = {
            key: choices.chosen(tx, source, requester, honours_filters=self._settings.honours_filters)
            for key, source in dict(zip(keys, export.sources, strict=True)).items()
        }
        has_documents = any(name in DOCUMENTS for selection in selections.values() for name in selection.fields)
        large = _number_of_hosts(tx, org_id) >= (_MANY_PROFILES if has_documents else _MANY_HOSTS)
        archive = Archive(self._upload, export)
        repeated = sum(keys.count(key) > 1 for key in selections)
        with ExitStack() as stack:
            copies = {
                key: stack.enter_context(Copy(MOST_BYTES // repeated)) for key in selections if keys.count(key) > 1
            }
            for key, source in zip(keys, export.sources, strict=True):
                with archive.data_file(source, large=large) as file:
                    copy = copies.get(key)
                    if copy is not None and copy.is_kept:
                        self._write_copy(copy, file)
                        continue
                    data = DataFile(export.format, selections[key], requester.viewer, moment)
                    written = self._write_rows(tx, data, file if copy is None else _CopyingSink(file, copy))
                    if copy is not None:
                        copy.end(written)
                if not written:
                    raise no_hosts(org_id)
        archive.close(tuple(replace(source, status=Status.COMPLETE) for source in export.sources))

    def _write_copy(self, copy: Copy, file: Sink) -> None:
        """Writes the data file of a further source: all sources name the same hosts."""
        for chunk in copy.chunks():
            file.write(chunk)
            if time.monotonic() >= self._next_check:
                self._check()
        self._rows += copy.rows

    def fail(self, failure: ExportFailed) -> ExportResult:
        """Records the failure, and removes what this attempt or an earlier one may have left in the bucket.

        A bucket that says nothing to the last request of an upload may have carried it out. Not before the end is
        recorded: until then another worker may put its archive there.
        """
        result = super().fail(failure)
        if self._upload.may_exist or self._claim.is_taken_over:
            self._discard()
        return result

    def _discard(self) -> None:
        """Removes the archive if it is nobody's. Never raises: what stays is deleted with the record, or by age."""
        export = self._claim.export
        try:
            with self._database.read() as tx:
                if leases.may_have_archive(tx, export.owner.org_id, export.id):
                    return
            bucket.remove(self._settings, [export.object_key])
        except Exception:
            logger.exception("the archive of export %s may have been left", export.id)


class DeliveryRun(Run):
    """An attempt at an export whose file an external service asked for."""

    _upload: FileUpload

    def __init__(
        self, database: Database, settings: ExportSettings, claim: Claim, deadline: datetime, service: ExportService
    ) -> None:
        export = claim.export
        if export.target is None:
            raise ValueError(f"export {export.id} has no target")
        self._target = export.target
        self._service = service
        super().__init__(database, settings, claim, deadline, service.upload(self._target, export.format, deadline))

    def work(self, requester: Requester) -> None:
        if self._target.fault is not None:
            raise ExportFailed(400, f"The request cannot be answered: {self._target.fault}.")
        try:
            with self._database.snapshot() as tx:
                self._write_file(tx, requester)
            self._check()
            reply = self._upload.complete()
        except AnsweredEarly as early:
            reply = early.reply
            if reply.status == ACCEPTED:
                raise ExportFailed(500, "The export service answered before it had the whole file.") from None
        finally:
            self._upload.abort()
        if not reply.is_success:
            raise failure_in(reply)
        self._complete()

    def fail(self, failure: ExportFailed) -> ExportResult:
        """Records the failure and tells it; who has lost the export tells nothing."""
        result = super().fail(failure)
        if result.status is Status.FAILED:
            tell(self._database, self._service, self._claim.export.owner.org_id, self._claim.export.id)
        return result

    def _write_file(self, tx: Transaction, requester: Requester) -> None:
        export = self._claim.export
        moment = self._begin(tx, requester)
        (source,) = export.sources
        selection = choices.chosen(tx, source, requester, honours_filters=self._settings.honours_filters)
        data = DataFile(export.format, selection, requester.viewer, moment)
        if not self._write_rows(tx, data, self._upload):
            raise no_hosts(requester.viewer.org_id)


def _number_of_hosts(tx: Transaction, org_id: str) -> int:
    hosts = select(func.count()).select_from(HOSTS).where(HOSTS.c.org_id == org_id)
    return int(tx.execute(hosts).scalar_one())
