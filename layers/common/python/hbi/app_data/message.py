"""From the bytes of an application's message to what it says about hosts (contract: ingest-and-events 17)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    PlainValidator,
    ValidationError,
    model_validator,
)

from hbi.app_data.fields import APPLICATIONS, read_fields
from hbi.bounds import MAX_DEPTH, is_deep
from hbi.documents import check_few_members, without_nul
from hbi.ingest.messages.records import Record
from hbi.problems import HbiError
from hbi.profile.instants import parse_instant
from hbi.text import listing, shorten

APPLICATION_HEADER = "application"


class InvalidAppDataMessage(HbiError):
    """The message as a whole is refused; the text says why.

    `application` and `reason` are the labels of its counter, each one of a few words.
    """

    def __init__(self, text: str, *, application: str = "unknown", reason: str = "invalid") -> None:
        super().__init__(text)
        self.application = application
        self.reason = reason


class HostData(NamedTuple):
    """What an application says about one host."""

    org_id: str
    host_id: str
    timestamp: datetime
    fields: dict[str, Any]
    """Only those present in the message; None is SQL NULL."""


class RefusedHost(NamedTuple):
    """An entry that breaks a rule. The other entries of its message are not affected."""

    host_id: str
    reason: str


class AppDataMessage(NamedTuple):
    """A message of an application."""

    record: Record
    """The record that brought it."""
    application: str
    hosts: list[HostData]
    """Each host once: of several entries the last one."""
    refused: list[RefusedHost]

    @property
    def sent(self) -> None:
        """Nothing: no host is reported, so nobody is notified."""


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("expected a date-time in ISO 8601")
    return parse_instant(value)


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    _has_few_members = model_validator(mode="before")(check_few_members)


class _Host(_Strict):
    id: Annotated[str, AfterValidator(lambda value: str(UUID(value)))]
    data: dict[str, Any]


class _Body(_Strict):
    org_id: Annotated[str, Field(min_length=1, max_length=36)]
    timestamp: Annotated[datetime, PlainValidator(_instant)]
    hosts: Annotated[list[_Host], FailFast()]


def parse_message(record: Record) -> AppDataMessage:
    """Checks one record. NUL characters are deleted, because PostgreSQL stores none.

    Raises:
        InvalidAppDataMessage: no or an unknown application; not JSON; the body or a host's entry has an unknown,
            missing or wrong member. Values inside an entry's `data` only make that entry refused.
    """
    application = _application(record.headers)
    try:
        body = _body(record.value or b"")
    except InvalidAppDataMessage as error:
        error.application = application
        raise
    hosts: dict[str, HostData] = {}
    refused: list[RefusedHost] = []
    for entry in body.hosts:
        try:
            fields = read_fields(application, entry.data)
        except ValueError as error:
            refused.append(RefusedHost(entry.id, str(error)))
        else:
            hosts[entry.id] = HostData(body.org_id, entry.id, body.timestamp, fields)
    return AppDataMessage(record, application, list(hosts.values()), refused)


def _application(headers: Sequence[tuple[str, bytes]]) -> str:
    sent = [content for name, content in headers if name == APPLICATION_HEADER]
    if not sent:
        raise InvalidAppDataMessage(f"header {APPLICATION_HEADER} is missing", reason="missing_application_header")
    application = sent[-1].decode(errors="replace")
    if application not in APPLICATIONS:
        raise InvalidAppDataMessage(
            f"header {APPLICATION_HEADER}: expected one of {listing(APPLICATIONS)}, got {shorten(application)}",
            reason="unknown_application",
        )
    return application


def _body(value: bytes) -> _Body:
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise InvalidAppDataMessage(f"not JSON: {error}") from None
    if is_deep(value, document):
        raise InvalidAppDataMessage(f"nested deeper than {MAX_DEPTH} levels")
    try:
        return _Body.model_validate(without_nul(document) if b"\\u0000" in value else document)
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}, got {shorten(fault['input'])}"
            for fault in error.errors(include_url=False)
        ]
        raise InvalidAppDataMessage("; ".join(faults[:10])) from None
