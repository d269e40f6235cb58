"""What an operation answers, and how it becomes a Lambda result."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from functions.api.http.encodings import WORTH_COMPRESSING, Coding, accepted_codings, compress, compress_once
from hbi.documents import to_bytes
from hbi.problems import ResponseTooLarge
from hbi.queries.lists.pages import Page

LARGEST_RESULT = 6_291_556
"""Bytes that the JSON of a Lambda result may have."""

_JSON = "application/json"
_FRAME = 1024  # what the result holds beside body and headers, and to spare
_WORST_GROWTH = 6  # a control character of the body in the JSON of the result, e.g. \u0001


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers (lower-case names)."""

    status: int
    body: bytes = b""
    content_type: str | None = _JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    is_fixed: bool = False
    """Whether the same object answers many requests, so that its compressed form is worth keeping."""


def json_answer(document: Any, status: int = 200, *, content_type: str = _JSON) -> Answer:
    """A document; instants are printed as the contract wants them."""
    return Answer(status, to_bytes(document), content_type)


def paged(
    entries: Sequence[Any],
    *,
    total: int | None,
    page: Page,
    headers: Mapping[str, str] | None = None,
    besides: Mapping[str, Any] | None = None,
) -> Answer:
    """A page of a list (contract: rest-hosts 1.5). `besides`: members of the envelope that other lists don't have."""
    envelope = {"total": total, "count": len(entries), "page": page.number, "per_page": page.size}
    answer = json_answer({**envelope, **(besides or {}), "results": entries})
    return replace(answer, headers=headers or {})


def tagged(answer: Answer) -> Answer:
    """The answer with an entity tag, a weak one because compression changes the bytes (RFC 9110, 8.8.3)."""
    digest = hashlib.blake2b(answer.body, digest_size=12).hexdigest()
    return replace(answer, headers={**answer.headers, "etag": f'W/"{digest}"'})


def unless_known(answer: Answer, if_none_match: str) -> Answer:
    """304 in place of what the client says to have already (RFC 9110, 13.1.2)."""
    tag = answer.headers.get("etag")
    if tag is None or answer.status != 200:
        return answer
    known = {entry.strip().removeprefix("W/") for entry in if_none_match.split(",")}
    if not known & {"*", tag.removeprefix("W/")}:
        return answer
    # Without a content type the gateway adds its own, and caches would take it for the one of what they hold.
    return Answer(304, content_type=answer.content_type, headers=answer.headers)


def to_result(answer: Answer, *, accept_encoding: str | None = "", advice: Sequence[str] = ()) -> dict[str, Any]:
    """The answer as a Lambda result (payload 2.0), compressed if it is large and the client takes that.

    Args:
        accept_encoding: the header; None when there is none, which means that every coding is accepted (RFC 9110,
            12.5.3). Many such clients do not decompress, so theirs are compressed only when nothing else is possible.
        advice: what the client can change in its request to get less.
    Raises:
        ResponseTooLarge: Lambda could not return it in any way that the client accepts.
    """
    headers = dict(answer.headers)
    if answer.content_type:
        headers["content-type"] = answer.content_type
    if len(answer.body) < WORTH_COMPRESSING:
        return _result(answer.status, answer.body.decode(), headers)
    headers["vary"] = "accept-encoding"
    room = LARGEST_RESULT - _FRAME - len(orjson.dumps(headers))
    sizes = []
    for coding in (*accepted_codings(accept_encoding or ""), None, *(("gzip",) if accept_encoding is None else ())):
        body, size = _packed(answer, coding)
        if size <= room:
            coded = {"content-encoding": coding} if coding else {}
            return _result(answer.status, body, headers | coded)
        sizes.append(size)
    raise _too_large(min(sizes), room, [*advice, *([] if len(sizes) > 1 else ["accept gzip or zstd encoding"])])


def _result(status: int, body: bytes | str, headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "statusCode": status,
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "isBase64Encoded": isinstance(body, bytes),
        "headers": headers,
        "cookies": [],
    }


def _packed(answer: Answer, coding: Coding | None) -> tuple[bytes | str, int]:
    """The body in a coding, and the bytes that it takes in the result: as base64, or as a JSON string in UTF-8."""
    content = answer.body
    if coding:
        packed = (compress_once if answer.is_fixed else compress)(coding, content)
        return packed, 4 * -(-len(packed) // 3)
    text = content.decode()
    return text, len(orjson.dumps(text)) if len(content) * _WORST_GROWTH > LARGEST_RESULT else len(content)


def _too_large(size: int, room: int, ways: Sequence[str]) -> ResponseTooLarge:
    what_helps = f" What helps: {', or '.join(ways)}." if ways else ""
    return ResponseTooLarge(f"The answer would be too large ({size} of {room} bytes).{what_helps}")
