"""Answers as the API sent them, for programs that pass them on: a member that is new, or odd, stays as it is."""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NamedTuple

import httpx

from host_inventory import paging
from host_inventory.refusals import Refused, reason_of


class Page(NamedTuple):
    """A page of a list."""

    results: list[dict[str, Any]]
    total: int


def document(client: httpx.Client, operation: ModuleType, *path: Any, **parameters: Any) -> Any:
    """The JSON of the answer to an operation; None where it has no body.

    Args:
        operation: a module of `host_inventory.generated…api`.
        path: what stands in the path, in its order; several ids as one text with commas.
        parameters: what the functions of the module take.
    Raises:
        Refused: the answer is no success, or no JSON.
    """
    return _json(_sent(client, operation, *path, **parameters))


def entries(
    client: httpx.Client, operation: ModuleType, *path: Any, page_size: int = paging.PAGE_SIZE, **parameters: Any
) -> Iterator[dict[str, Any]]:
    """Entries of a list, asked for page by page while they are used; by cursor where the list has one.

    Raises:
        Refused: as with `document`.
    """

    def page(**asked: Any) -> tuple[Page, str | None]:
        answer = _sent(client, operation, *path, **asked)
        found = _json(answer)
        match found:
            case {"results": list(results), "total": int(total)}:
                return Page(results, total), answer.headers.get("link")
        raise Refused(answer.status_code, "no list")

    if "cursor" in inspect.signature(operation._get_kwargs).parameters:
        return paging.by_cursor(page, page_size, **parameters)
    return paging.by_number(lambda **asked: page(**asked)[0], page_size, **parameters)


def _sent(client: httpx.Client, operation: ModuleType, *path: Any, **parameters: Any) -> httpx.Response:
    answer = client.request(**operation._get_kwargs(*path, **parameters), follow_redirects=False)
    if not answer.is_success:
        raise Refused(answer.status_code, reason_of(answer.content))
    return answer


def _json(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        raise Refused(answer.status_code, "no JSON") from None
