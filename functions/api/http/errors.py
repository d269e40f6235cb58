"""What went wrong, as clients see it: the only place that knows status codes (contract: rest-hosts 1.3)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from functions.api.http.answers import Answer, json_answer
from hbi import problems
from hbi.db.errors import is_outage
from hbi.exports.records import ExportNotReady, UnsupportedSource
from hbi.problems import HbiError

type Shape = Callable[[HbiError, int], Answer]

_BLANK = "about:blank"
_INTERNAL = 500


def _document(error: HbiError, status: int, *, title: str, kind: str = _BLANK) -> dict[str, Any]:
    return {"type": kind, "title": title, "detail": str(error), "status": status}


def problem(error: HbiError, status: int) -> Answer:
    """Shape P: what a framework would say."""
    document = _document(error, status, title=_phrase(status))
    return json_answer(document, status, content_type="application/problem+json")


def application(error: HbiError, status: int) -> Answer:
    """Shape A: a rule between parameters, or of the body, is violated."""
    title = error.title if isinstance(error, problems.RuleViolation) else _phrase(status)
    return json_answer(_document(error, status, title=title), status)


def titled(error: HbiError, status: int) -> Answer:
    """Shape C: what a body asks for is not possible. Clients see the status in the status line alone."""
    title = error.title if isinstance(error, problems.RefusedContent) else _phrase(status)
    return json_answer({"title": title, "detail": str(error)}, status)


def patch_body(error: HbiError, status: int) -> Answer:
    """Shape M: a member of a PATCH body is refused."""
    return json_answer(_document(error, status, title="Bad Request", kind="unknown"), status)


def ids_not_found(error: HbiError, status: int) -> Answer:
    """Shape N: hosts or groups that the path names do not exist for the caller."""
    document = _document(error, status, title="Not Found")
    if isinstance(error, problems.HostsNotFound | problems.GroupsNotFound) and error.ids is not None:
        document["not_found_ids"] = list(error.ids)
    return json_answer(document, status)


def untitled(error: HbiError, status: int) -> Answer:
    """Shape A of a conflict, whose title is null."""
    return json_answer({**_document(error, status, title=""), "title": None}, status)


def bare_text(error: HbiError, status: int) -> Answer:
    """Shape F: no object at all."""
    return json_answer(str(error), status)


def error_alone(error: HbiError, status: int) -> Answer:
    """Shape D: the only member is a text."""
    return json_answer({"error": str(error)}, status)


def export_error(error: HbiError, status: int) -> Answer:
    """The exports API's only shape: always a text, never internals (contract: exports 3)."""
    message = str(error) if status < _INTERNAL else "The request cannot be served now. Try again."
    answer = json_answer({"message": message, "code": status}, status, content_type="application/json; charset=utf-8")
    return replace(answer, headers={"x-content-type-options": "nosniff"})


class InternalError(HbiError):
    """Something of ours failed. The client learns that, the log learns the rest."""

    def __init__(self) -> None:
        super().__init__("The server failed to process the request. The failure is logged under the request id.")


class Refusals:
    """Statuses and shapes in which one API refuses requests."""

    def __init__(self, rows: Mapping[type[HbiError], tuple[int, Shape]], otherwise: Shape) -> None:
        self._rows = rows
        self._otherwise = otherwise

    def row(self, kind: type[HbiError]) -> tuple[int, Shape]:
        """HTTP status and shape of a kind of failure."""
        found = (self._rows[base] for base in kind.__mro__ if base in self._rows)
        return next(found, (_INTERNAL, self._otherwise))

    def problem_of(self, error: Exception) -> HbiError:
        """The failure as a client may know it; one that nobody foresaw becomes an `InternalError`."""
        if _is_of_the_database(error):
            return problems.Unavailable("The database does not answer. Try again.")
        if isinstance(error, HbiError) and self.status_of(error) != _INTERNAL:
            return error
        return InternalError()

    def status_of(self, error: HbiError) -> int:
        """HTTP status of a failure."""
        return error.status if isinstance(error, problems.PermissionServiceRefused) else self.row(type(error))[0]

    def answer(self, error: HbiError) -> Answer:
        """The answer to a failed request."""
        answer = self.row(type(error))[1](error, self.status_of(error))
        if isinstance(error, problems.MethodNotAllowed):
            # RFC 9110, 15.5.6
            return replace(answer, headers={**answer.headers, "allow": ", ".join(error.methods)})
        if isinstance(error, problems.TooManyRequests):
            return replace(answer, headers={**answer.headers, "retry-after": str(error.retry_after_s)})
        return answer


INVENTORY = Refusals(
    {
        problems.Unauthorized: (401, problem),
        problems.Forbidden: (403, problem),
        problems.UnusableForwardedIdentity: (403, application),
        problems.NotOffered: (400, problem),
        problems.NotFound: (404, problem),
        problems.HostsNotFound: (404, ids_not_found),
        problems.GroupsNotFound: (404, ids_not_found),
        problems.MethodNotAllowed: (405, problem),
        problems.UnsupportedMediaType: (415, problem),
        problems.InvalidParameter: (400, problem),
        problems.InvalidBody: (400, problem),
        problems.InvalidField: (400, patch_body),
        problems.RuleViolation: (400, application),
        problems.RefusedContent: (400, titled),
        problems.Inapplicable: (400, problem),
        problems.SeveralHosts: (409, untitled),
        problems.FactsNotFound: (404, bare_text),
        problems.NoFacts: (400, bare_text),
        problems.ResponseTooLarge: (400, problem),
        problems.ReadOnly: (503, problem),
        problems.Unavailable: (503, problem),
    },
    otherwise=problem,
)
EXPORTS = Refusals(
    {
        problems.Unauthorized: (400, export_error),
        problems.UnusableToken: (401, export_error),
        problems.NotFound: (404, export_error),
        problems.MethodNotAllowed: (405, export_error),
        problems.InvalidParameter: (400, export_error),
        problems.InvalidBody: (400, export_error),
        problems.ResponseTooLarge: (400, export_error),
        problems.Unavailable: (503, export_error),
        UnsupportedSource: (406, export_error),
        problems.TooManyRequests: (429, export_error),
        ExportNotReady: (400, export_error),
    },
    otherwise=export_error,
)
BULK_TAGS = Refusals(
    {
        problems.Unauthorized: (401, error_alone),
        problems.UnusableForwardedIdentity: (403, error_alone),
        problems.NotFound: (404, error_alone),
        problems.MethodNotAllowed: (405, error_alone),
        problems.InvalidParameter: (400, error_alone),
        problems.InvalidBody: (400, error_alone),
        problems.UnsupportedMediaType: (400, error_alone),
        problems.ResponseTooLarge: (400, error_alone),
        problems.Unavailable: (503, error_alone),
    },
    otherwise=error_alone,
)
ADMIN = Refusals(
    {
        problems.Forbidden: (403, application),
        problems.NotFound: (404, application),
        problems.MethodNotAllowed: (405, problem),
        problems.InvalidParameter: (400, application),
        problems.InvalidBody: (400, application),
        problems.Unavailable: (503, application),
    },
    otherwise=problem,
)


def _is_of_the_database(error: Exception) -> bool:
    """Whether the database was away or took too long. What it says about that names hosts and users: log only."""
    cause = error.__cause__ if isinstance(error, problems.Unavailable) else error
    return is_outage(cause)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Client Error"
