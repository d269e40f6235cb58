"""What an operation answers, and how it becomes a Lambda result."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from aws_lambda_powertools.event_handler import Response

from functions.api.encodings import WORTH_COMPRESSING, Coding, compress, compress_once
from hbi.hosts.pages import Page
from hbi.problems import ResponseTooLarge

LARGEST_RESULT = 6 * 1024 * 1024 - 16 * 1024
"""Bytes that a Lambda result may have, less some room for headers."""

_JSON = "application/json"
_WORST_GROWTH = 6  # a character of the body in the JSON of the result, e.g. \u00e9


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
    return Answer(status, orjson.dumps(document), content_type)


def paged(entries: Sequence[Any], *, total: int, page: Page, headers: Mapping[str, str] | None = None) -> Answer:
    """A page of a list (contract: rest-hosts 1.5)."""
    answer = json_answer(
        {"total": total, "count": len(entries), "page": page.number, "per_page": page.size, "results": entries}
    )
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
    return Answer(304, content_type=None, headers=answer.headers)


def to_response(answer: Answer, *, coding: Coding | None) -> Response[Any]:
    """The answer for the resolver; large ones compressed if the client takes that.

    Raises:
        ResponseTooLarge: Lambda could not return it.
    """
    headers = dict(answer.headers)
    if answer.content_type:
        # In lower case on purpose: under "Content-Type: application/json" the resolver would serialise bytes again.
        headers["content-type"] = answer.content_type
    if len(answer.body) >= WORTH_COMPRESSING:
        headers["vary"] = "accept-encoding"
        if coding:
            packed = (compress_once if answer.is_fixed else compress)(coding, answer.body)
            _check_size(len(packed) * 4 // 3)
            return Response(answer.status, body=packed, headers={**headers, "content-encoding": coding})
    text = answer.body.decode()
    if len(answer.body) * _WORST_GROWTH > LARGEST_RESULT:
        _check_size(len(json.dumps(text)))
    return Response(answer.status, body=text, headers=headers)


def _check_size(size: int) -> None:
    if size > LARGEST_RESULT:
        raise ResponseTooLarge(
            f"The answer would be too large ({size} of {LARGEST_RESULT} bytes). Lower per_page, choose fewer fields"
            " with fields[system_profile], or accept gzip or zstd encoding."
        )
