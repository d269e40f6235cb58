"""What is raised when the API does not do what it is asked for."""

import json
from typing import Any

import httpx


class Refused(Exception):
    """The API does not answer as it should. `status` is that of the answer, `reason` is its own."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason


class ExportFailed(Exception):
    """An export is not complete, and will not be."""


def checked(answer: Any) -> Any:
    """What a successful answer of a generated function says; raises Refused for any other."""
    if httpx.codes.is_success(answer.status_code):
        return answer.parsed
    raise Refused(int(answer.status_code), reason_of(answer.content))


def reason_of(body: bytes) -> str:
    """The reason that an answer gives: the inventory's, the exports', or a gateway's."""
    try:
        document = json.loads(body)
        return str(document.get("detail") or document.get("message") or document["errors"][0]["message"])
    except (ValueError, AttributeError, LookupError, TypeError):
        return body.decode(errors="replace")[:500]
