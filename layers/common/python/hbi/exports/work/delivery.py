"""Sends data files to an external export service, and tells it of failures (contract: exports 9 and 10)."""

import http.client
import logging
import select
import time
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import orjson

from hbi import clock
from hbi.clients.tokens import AccessTokens
from hbi.db.engine import Database
from hbi.exports.records import Target
from hbi.exports.work import untold
from hbi.exports.work.failures import ExportFailed
from hbi.problems import Unavailable
from hbi.secrets import reveal
from hbi.settings import ExportServiceSettings

logger = logging.getLogger(__name__)

ACCEPTED = 202
_CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
_CONNECT_TIMEOUT_S = 5.0
_CONNECT_TRIES = 4
_DONE_ALREADY = "already been processed"
_GONE, _NOT_FOUND = 410, 404
_FINAL = frozenset({ACCEPTED, _GONE, 400, _NOT_FOUND, 413, 422})
"""Answers to a report of a failure after which it is not told again. All others mean that something is out of order."""
_LONGEST_ANSWER = 64 * 1024


class Reply(NamedTuple):
    """What the service answers."""

    status: int
    text: str

    @property
    def is_success(self) -> bool:
        """Whether the file was taken, now or when the request was delivered before."""
        was_done = self.status == _GONE or (self.status == 400 and _DONE_ALREADY in self.text.lower())
        return self.status == ACCEPTED or was_done


class AnsweredEarly(Exception):
    """The service answers before it has the whole file, and takes no more of it."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"status {reply.status}")
        self.reply = reply


class ExportService:
    """The service that asked. Build one per process."""

    def __init__(self, settings: ExportServiceSettings) -> None:
        self._settings = settings
        self.patience_s = settings.export_service_timeout_s
        """Seconds that it may take for an answer."""
        self._tokens = AccessTokens(settings, retries=1, timeout_s=_CONNECT_TIMEOUT_S)

    def upload(self, target: Target, export_format: str, deadline: datetime) -> "FileUpload":
        """An upload of a file, which connects when the first bytes come and waits for nothing beyond the deadline."""
        return FileUpload(self, target, export_format, deadline)

    def report(self, target: Target, export_format: str, failure: ExportFailed) -> bool:
        """Tells that a source failed; returns whether the service has said all that it will say about it.

        A service that does not take the report of a source without hosts is told once more, as of any other failure.
        Never raises.
        """
        codes = (failure.code, 500) if failure.code == _NOT_FOUND else (failure.code,)
        is_final = False
        for code in codes:
            reply = self._reported(target, export_format, {"message": str(failure), "error": code})
            if reply is None:
                return False
            if reply.status in {ACCEPTED, _GONE}:
                return True
            logger.warning("the failure of export %s is answered with %s", target.export_id, reply)
            is_final = reply.status in _FINAL
        return is_final

    def _reported(self, target: Target, export_format: str, body: Mapping[str, object]) -> Reply | None:
        """The answer to a report; None if there is none."""
        try:
            connection = self.connected()
            try:
                headers = self.headers(export_format)
                connection.request("POST", self.path(target, "error"), orjson.dumps(body), headers)
                return read_reply(connection)
            finally:
                connection.close()
        except (Unavailable, ExportFailed, OSError, http.client.HTTPException) as error:
            logger.warning("the failure of export %s cannot be told: %s", target.export_id, type(error).__name__)
            return None

    def connected(self) -> http.client.HTTPConnection:
        """A new connection; it is tried a few times.

        Raises:
            ExportFailed: the service cannot be reached.
        """
        address = urlsplit(self._settings.export_service_endpoint)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        for number in range(_CONNECT_TRIES):
            connection = kind(address.netloc, timeout=_CONNECT_TIMEOUT_S)
            try:
                connection.connect()
            except OSError as error:
                connection.close()
                logger.warning("the export service cannot be reached: %s", error)
                if number < _CONNECT_TRIES - 1:
                    time.sleep(self._settings.export_service_backoff_s * 2**number)
                continue
            connection.sock.settimeout(self.patience_s)
            return connection
        raise ExportFailed(503, "The export service cannot be reached.")

    def path(self, target: Target, call: str) -> str:
        """Path of one of the calls about a source."""
        base = urlsplit(self._settings.export_service_endpoint).path.rstrip("/") + self._settings.export_service_path
        segments = (target.export_id, target.application, target.source_id, call)
        return "/".join((base, *(quote(segment, safe=":") for segment in segments)))

    def headers(self, export_format: str) -> Mapping[str, str]:
        """Headers of a call.

        Raises:
            ExportFailed: no token can be had.
        """
        kind = {"content-type": _CONTENT_TYPES.get(export_format, "application/octet-stream")}
        if self._settings.export_service_auth == "psk":
            return {**kind, "x-rh-exports-psk": reveal(self._settings.export_service_token, "EXPORT_SERVICE_TOKEN")}
        try:
            return {**kind, "authorization": f"Bearer {self._tokens.current()}"}
        except Unavailable:
            raise ExportFailed(503, "No token for the export service can be had.") from None


class FileUpload:
    """A write-only file that goes to the service while it is written."""

    def __init__(self, service: ExportService, target: Target, export_format: str, deadline: datetime) -> None:
        self._service = service
        self._deadline = deadline
        self._target = target
        self._format = export_format
        self._connection: http.client.HTTPConnection | None = None
        self.size = 0

    def write(self, data: bytes) -> int:
        """Sends bytes.

        Raises:
            AnsweredEarly: the service answers already.
            ExportFailed: it breaks off, or cannot be reached.
        """
        if not data:
            return 0
        connection = self._connection or self._begun()
        try:
            if _has_answered(connection):
                raise AnsweredEarly(read_reply(connection))
            self._bound(connection)
            connection.send(b"%x\r\n%b\r\n" % (len(data), data))
        except (OSError, http.client.HTTPException) as error:
            raise self._broken(connection, error) from error
        self.size += len(data)
        return len(data)

    def complete(self) -> Reply:
        """Ends the file; what the service says to it.

        Raises:
            ExportFailed: it breaks off, or says nothing in time.
        """
        connection = self._connection or self._begun()
        try:
            self._bound(connection)
            connection.send(b"0\r\n\r\n")
            return read_reply(connection)
        except (OSError, http.client.HTTPException) as error:
            raise self._broken(connection, error) from error
        finally:
            self.abort()

    def abort(self) -> None:
        """Closes the connection. A file that was not completed ends without its last chunk, so it is none."""
        if self._connection is not None:
            self._connection.close()

    def _begun(self) -> http.client.HTTPConnection:
        headers = self._service.headers(self._format)
        connection = self._connection = self._service.connected()
        connection.putrequest("POST", self._service.path(self._target, "upload"))
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("transfer-encoding", "chunked")
        connection.endheaders()
        return connection

    def _bound(self, connection: http.client.HTTPConnection) -> None:
        """Lets the next step wait no longer than until the deadline, lest the function ends without a record of it."""
        left_s = max(0.1, (self._deadline - clock.now()).total_seconds())
        connection.sock.settimeout(min(left_s, self._service.patience_s))

    @staticmethod
    def _broken(connection: http.client.HTTPConnection, error: Exception) -> Exception:
        """What to raise for a connection that broke: its answer may be there all the same."""
        if isinstance(error, TimeoutError):
            return ExportFailed(504, "The export service does not answer in time.")
        try:
            return AnsweredEarly(read_reply(connection))
        except (OSError, http.client.HTTPException):
            return ExportFailed(500, "The export service broke the connection off.")


def tell(database: Database, service: ExportService, org_id: str, export_id: str) -> bool | None:
    """Tells of the failure of an export; returns whether the service has said all that it will say about it.

    None: there is nothing to tell. Two that tell at a time do no harm: the service takes the first report, and answers
    410 to the second.
    """
    with database.read() as tx:
        told = untold.failure_of(tx, org_id, export_id)
    if told is None:
        return None
    if not service.report(told.target, told.format, told.failure):
        return False
    with database.write() as tx:
        untold.note_told(tx, org_id, export_id)
    return True


def read_reply(connection: http.client.HTTPConnection) -> Reply:
    """The answer on a connection."""
    answer = connection.getresponse()
    return Reply(answer.status, answer.read(_LONGEST_ANSWER).decode(errors="replace"))


def failure_in(reply: Reply) -> ExportFailed:
    """The failure that an answer other than success means."""
    logger.warning("the export service answers with %s: %s", reply.status, reply.text[:500])
    code = reply.status if reply.status in {404, 413} else 500
    return ExportFailed(code, f"The export service did not take the file: it answered with status {reply.status}.")


def _has_answered(connection: http.client.HTTPConnection) -> bool:
    readable = select.poll()
    readable.register(connection.sock.fileno(), select.POLLIN)
    return bool(readable.poll(0))
