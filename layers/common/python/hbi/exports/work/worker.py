"""The worker of exports: it reads the hosts, writes the archive and keeps the record (contract: exports 9 and 12)."""

import logging
from datetime import datetime

from hbi import clock, metrics
from hbi.db.engine import Database
from hbi.exports.bucket import Upload
from hbi.exports.records import Status
from hbi.exports.work import leases, untold
from hbi.exports.work.choices import Requester
from hbi.exports.work.delivery import ExportService, tell
from hbi.exports.work.failures import DENIED, ExportFailed, failure_of
from hbi.exports.work.leases import Claim, LeaseLost
from hbi.exports.work.runs import ArchiveRun, DeliveryRun, ExportResult, Run
from hbi.flags.service import Flags
from hbi.identity import decode
from hbi.permissions.decide import Permissions
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import Forbidden, PermissionServiceRefused, Unauthorized
from hbi.queries.conditions.viewer import Viewer
from hbi.settings import ExportSettings

logger = logging.getLogger(__name__)

MOST_TOLD, MOST_MISSES = 1000, 2
"""Failures that one invocation tells at most, and those that the service may not take before it is left alone."""


class Worker:
    """Works on exports, one at a time. Build one per process."""

    def __init__(self, database: Database, settings: ExportSettings) -> None:
        self._database = database
        self._settings = settings
        self._permissions = Permissions(settings, Flags(settings))
        self._service = ExportService(settings)

    def run(self, org_id: str, export_id: str, deadline: datetime) -> ExportResult:
        """Brings an export to a final state, unless another delivery of the request does so already.

        Args:
            deadline: instant at which the work is stopped. Leave time to record the failure.
        Raises:
            Exception: the end could not be recorded, because the database does not answer. The claim lapses, and a
                repeated delivery starts anew.
        """
        with self._database.write() as tx:
            claim = leases.claim(tx, org_id, export_id, now=clock.now(), shares=self.shares)
        if claim is None:
            is_told = tell(self._database, self._service, org_id, export_id)
            if is_told is not None:
                self._tell_others((org_id, export_id), deadline, misses=MOST_MISSES - (not is_told))
                return ExportResult(export_id, None, reason="failed before, which the export service is told")
            return ExportResult(export_id, None, reason="finished, deleted, in other hands, or waiting for its turn")
        run = self._attempt(claim, deadline)
        with metrics.timer("export_service_message_handler_seconds"):
            return self._finish(run, claim)

    def _tell_others(self, told: tuple[str, str], deadline: datetime, misses: int) -> None:
        """Tells of further failures, unless the service does not take some: then it is away."""
        with self._database.read() as tx:
            waiting = untold.waiting(tx, clock.now(), MOST_TOLD)
        for key in waiting:
            if key == told:
                continue
            if misses <= 0 or clock.now() >= deadline:
                return
            misses -= tell(self._database, self._service, *key) is False

    @property
    def shares(self) -> leases.Shares:
        """Numbers of exports that may run at a time."""
        return leases.Shares(self._settings.exports_per_org, self._settings.export_workers)

    def close(self) -> None:
        """Closes the connections of its own."""
        self._permissions.close()

    def _attempt(self, claim: Claim, deadline: datetime) -> Run:
        if claim.export.target is not None:
            return DeliveryRun(self._database, self._settings, claim, deadline, self._service)
        upload = Upload(self._settings, claim.export.object_key, self._settings.part_size_bytes)
        return ArchiveRun(self._database, self._settings, claim, deadline, upload)

    def _finish(self, run: Run, claim: Claim) -> ExportResult:
        try:
            run.work(self._requester(claim))
        except LeaseLost as lost:
            return run.result(None, str(lost))
        except Exception as error:
            failure = failure_of(error)
            if failure is not error:
                logger.exception("export %s of organisation %s failed", claim.export.id, claim.export.owner.org_id)
            return run.fail(failure)
        return run.result(Status.COMPLETE)

    def _requester(self, claim: Claim) -> Requester:
        """The creator, with its permissions of now and not of when the export was asked for."""
        header, request_id = claim.identity, claim.export.id
        try:
            identity = decode(header)
            scope = self._permissions.scope(HOSTS_READ, identity, header=header, request_id=request_id)
        except Unauthorized:
            raise ExportFailed(400, "The identity that asked for the export is not valid.") from None
        except (Forbidden, PermissionServiceRefused):
            raise ExportFailed(403, DENIED) from None
        viewer = Viewer(claim.export.owner.org_id, scope, identity.owner_id)

        def denied() -> frozenset[str]:
            try:
                kept = self._permissions.denied_services(identity, header=header, request_id=request_id)
            except (Forbidden, PermissionServiceRefused):
                raise ExportFailed(403, DENIED) from None
            return kept or frozenset()

        return Requester(identity, viewer, denied)
