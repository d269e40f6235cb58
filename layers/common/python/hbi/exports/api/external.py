"""Requests of an external export service for the hosts of an organisation (contract: exports 8).

A request names an export and a source of that service. It becomes an export of ours with a target: the worker sends the
file there instead of writing an archive.
"""

import base64
import binascii
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import select, text

from hbi.bounds import OutOfBounds, check_document
from hbi.db.engine import Transaction
from hbi.exports.api.owner import stored_identity
from hbi.exports.api.repository import WRITTEN_EXPORTS, WRITTEN_SOURCES
from hbi.exports.api.requests import LIFE
from hbi.exports.records import APPLICATION, Status, Target
from hbi.models import EXPORTS
from hbi.problems import HbiError
from hbi.text import shorten

EVENT_SOURCE = "urn:redhat:source:console:app:export-service"
FORMATS = ("csv", "json")
_LONGEST_ORG_ID = 36
_LONGEST_ID = 255
_PRINCIPAL = "ExportService"
"""Type of the owner of such exports, which no caller of the API can be."""


class InvalidRequest(HbiError):
    """A request that cannot be answered, because it does not say where to."""


@dataclass(frozen=True, slots=True)
class ExternalRequest:
    """What a request asks for."""

    org_id: str
    target: Target
    format: str
    resource: str
    filters: dict[str, Any] | None
    identity: str

    @property
    def export_id(self) -> str:
        """Id of the export here: the same for every delivery of the request, another in every organisation."""
        return str(uuid.uuid5(UUID(self.target.export_id), f"{self.org_id}\0{self.target.source_id}"))


def parse_request(value: bytes | None) -> ExternalRequest | None:
    """Reads a request. Members that are not known are ignored, so is a request for another application.

    Returns:
        None for what is not for us.
    Raises:
        InvalidRequest: it is no JSON, or names no export, source or organisation. What is wrong with the rest of it is
            the target's `fault`.
    """
    document = _document(value)
    request = _object(_object(document.get("data")).get("resource_request"))
    if document.get("source") != EVENT_SOURCE or request.get("application") != APPLICATION:
        return None
    identity = request.get("x-rh-identity")
    header = identity if isinstance(identity, str) and _is_base64(identity) else ""
    org_id = _org_id(header) or _text(document, "redhatorgid", _LONGEST_ORG_ID)
    faults: list[str] = []
    sent_format = request.get("format")
    export_format = sent_format.lower() if isinstance(sent_format, str) else ""
    if export_format not in FORMATS:
        faults.append(f"unknown format {shorten(sent_format)}")
    target = Target(_export_id(request), _text(request, "uuid", _LONGEST_ID), APPLICATION, "; ".join(faults) or None)
    resource = request.get("resource")
    return ExternalRequest(
        org_id=org_id,
        target=target,
        format=export_format if export_format in FORMATS else FORMATS[-1],
        resource=resource[:_LONGEST_ID].replace("\0", "") if isinstance(resource, str) else "",
        filters=_filters(value or b"", request.get("filters")),
        identity=header,
    )


def record(tx: Transaction, request: ExternalRequest, now: datetime) -> bool:
    """Records a request as an export in state `pending`; returns whether it is new.

    The same request may be delivered any number of times.
    """
    export_id, org_id = request.export_id, request.org_id
    tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 1))"), {"id": export_id})
    known = select(EXPORTS.c.id).where(EXPORTS.c.org_id == org_id, EXPORTS.c.id == export_id)
    if tx.execute(known).one_or_none() is not None:
        return False
    export = {
        "id": export_id,
        "org_id": org_id,
        "principal": f"{_PRINCIPAL}:{request.target.export_id}",
        "format": request.format,
        "status": Status.PENDING,
        "created_on": now,
        "expires_on": now + LIFE,
        "identity": stored_identity(request.identity),
        "target": asdict(request.target),
    }
    source = (export_id, export_id, org_id, request.target.application, request.resource, request.filters)
    # By COPY, whose data no setting of the server writes into its log, unlike texts and parameters of statements.
    WRITTEN_EXPORTS.copy(tx, tuple(export), [tuple(export.values())])
    WRITTEN_SOURCES.copy(tx, ("id", "export_id", "org_id", "application", "resource", "filters"), [source])
    return True


def _document(value: bytes | None) -> dict[str, Any]:
    try:
        document = orjson.loads(value or b"")
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"not JSON: {error}") from None
    if not isinstance(document, dict):
        raise InvalidRequest("not a JSON object")
    return document


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _export_id(request: dict[str, Any]) -> str:
    sent = request.get("export_request_uuid")
    try:
        return str(UUID(cast("str", sent)))
    except (ValueError, AttributeError, TypeError):
        raise InvalidRequest(f"export_request_uuid is no UUID: {shorten(sent)}") from None


def _text(document: dict[str, Any], name: str, longest: int) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest or "\0" in value:
        raise InvalidRequest(f"{name} is no text of 1 to {longest} characters: {shorten(value)}")
    return value


def _filters(raw: bytes, sent: object) -> dict[str, Any] | None:
    """The filters, unless they could not be stored; then they say nothing."""
    if not isinstance(sent, dict):
        return None
    try:
        check_document(raw, sent, "filters")
    except OutOfBounds:
        return None
    return sent


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return False


def _org_id(header: str) -> str | None:
    """The organisation that an identity names, if it does."""
    try:
        org_id = orjson.loads(base64.b64decode(header))["identity"]["org_id"]
    except (ValueError, LookupError, TypeError):
        return None
    is_usable = isinstance(org_id, str) and 0 < len(org_id) <= _LONGEST_ORG_ID and "\0" not in org_id
    return org_id if is_usable else None
