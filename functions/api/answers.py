"""What an operation answers, and how it becomes a Lambda result."""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from aws_lambda_powertools.event_handler import Response

from hbi.hosts.pages import Page
from hbi.problems import ResponseTooLarge

LARGEST_RESULT = 6 * 1024 * 1024 - 16 * 1024
"""Bytes that a Lambda result may have, less some room for headers."""
WORTH_COMPRESSING = 1024 * 1024

_JSON = "application/json"
_WORST_GROWTH = 6  # a character of the body in the JSON of the result, e.g. \u00e9


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and headers (lower-case names)."""

    status: int
    body: bytes = b""
    content_type: str | None = _JSON
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(document: Any, status: int = 200, *, content_type: str = _JSON) -> Answer:
    """A document; instants are printed as the contract wants them."""
    return Answer(status, orjson.dumps(document), content_type)


def paged(entries: Sequence[Any], *, total: int, page: Page, headers: Mapping[str, str] | None = None) -> Answer:
    """A page of a list (contract: rest-hosts 1.5)."""
    answer = json_answer(
        {"total": total, "count": len(entries), "page": page.number, "per_page": page.size, "results": entries}
    )
    return replace(answer, headers=headers or {})


def to_response(answer: Answer, *, gzip: bool) -> Response[Any]:
    """The answer for the resolver; large ones compressed if the client takes that.

    Raises:
        ResponseTooLarge: Lambda could not return it.
    """
    headers = dict(answer.headers)
    if answer.content_type:
        # In lower case on purpose: under "Content-Type: application/json" the resolver would serialise bytes again.
        headers["content-type"] = answer.content_type
    if gzip and len(answer.body) > WORTH_COMPRESSING:
        packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        packed = packer.compress(answer.body) + packer.flush()
        _check_size(len(base64.b64encode(packed)))
        return Response(answer.status, body=packed, headers={**headers, "content-encoding": "gzip"})
    text = answer.body.decode()
    if len(answer.body) * _WORST_GROWTH > LARGEST_RESULT:
        _check_size(len(json.dumps(text)))
    return Response(answer.status, body=text, headers=headers)


def _check_size(size: int) -> None:
    if size > LARGEST_RESULT:
        raise ResponseTooLarge(
            f"The answer would be too large ({size} of {LARGEST_RESULT} bytes). Lower per_page, choose fewer fields"
            " with fields[system_profile], or accept gzip encoding."
        )
