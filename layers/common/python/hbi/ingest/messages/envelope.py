"""The envelope around ingress messages (contract: ingest-and-events 3)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from hbi.bounds import MAX_DEPTH, NONE, is_deep, large_integers
from hbi.documents import without_nul
from hbi.problems import HbiError
from hbi.text import listing, shorten

logger = logging.getLogger(__name__)

NOT_SHOWN = "<not shown>"
"""Text in place of an identity, which names people."""

_IDENTITY = "b64_identity"
_KEYS = frozenset({"operation", "operation_args", "platform_metadata", "data"})


class InvalidEnvelope(HbiError):
    """The message is not recognised as a host report. It is logged; nobody is notified."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message whose envelope is in order; `data` is not looked at yet."""

    operation: str
    data: dict[str, Any]
    operation_args: Mapping[str, Any] | None = None
    """None when absent."""
    platform_metadata: Mapping[str, Any] = field(default_factory=dict)
    """Empty when absent; events repeat it as it is."""
    large_integers: Mapping[float, str] = NONE
    """Integers anywhere in the message that need more than 64 bits: as the parser has rounded them → their digits."""

    @property
    def request_id(self) -> str | None:
        """The id that logs, events and status messages give the message."""
        request_id = self.platform_metadata.get("request_id")
        return request_id if isinstance(request_id, str) else None


def parse_envelope(raw: bytes | None) -> Envelope:
    """Reads a Kafka value.

    NUL characters are deleted from all keys and texts, because PostgreSQL stores none. Integers beyond 64 bits become
    floating-point numbers, and are listed in `large_integers`.

    Args:
        raw: UTF-8 JSON; None (a tombstone) is refused like any other rubbish.
    Raises:
        InvalidEnvelope: not JSON, a lone surrogate, nesting beyond `MAX_DEPTH`, or a member of the envelope is
            missing, unknown or of the wrong type.
    """
    raw = raw or b""
    document, had_nul = _document(raw)
    envelope = _envelope(document, large_integers(raw))
    if had_nul:
        logger.warning("NUL characters are deleted from message %s", envelope.request_id)
    return envelope


def bare(raw: bytes) -> Envelope:
    """The envelope around a host that came without one. It is read like a Kafka value.

    Raises:
        InvalidEnvelope: not a JSON object, a lone surrogate, or nesting beyond `MAX_DEPTH`.
    """
    document, _ = _document(raw)
    return Envelope("add_host", document, large_integers=large_integers(raw))


def _document(raw: bytes) -> tuple[dict[str, Any], bool]:
    """A JSON object without NUL characters, and whether it had any."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise InvalidEnvelope(f"not JSON: {error}") from None
    if not isinstance(document, dict):
        shown = NOT_SHOWN if _IDENTITY.encode() in raw else shorten(document)
        raise InvalidEnvelope(f"not a JSON object: {shown}")
    if is_deep(raw, document):
        raise InvalidEnvelope(f"nested deeper than {MAX_DEPTH} levels")
    # A single character is searched ten times as fast as a longer text, and hardly any message has it.
    if b"\\" not in raw or b"\\u0000" not in raw:
        return document, False
    cleaned = without_nul(document)
    return cleaned, cleaned != document


def _envelope(document: dict[str, Any], rounded: Mapping[float, str]) -> Envelope:
    unknown = document.keys() - _KEYS
    if unknown:
        raise InvalidEnvelope(f"unknown members: {listing(unknown)}")
    if not isinstance(document.get("operation"), str):
        raise InvalidEnvelope(f"operation: expected a string, got {shorten(document.get('operation'))}")
    if not isinstance(document.get("data"), dict):
        raise InvalidEnvelope(f"data: expected an object, got {shorten(document.get('data'))}")
    for name in ("operation_args", "platform_metadata"):
        if name in document and not isinstance(document[name], dict):
            shown = NOT_SHOWN if name == "platform_metadata" and document[name] else shorten(document[name])
            raise InvalidEnvelope(f"{name}: expected an object or nothing, got {shown}")
    return Envelope(**document, large_integers=rounded)
