"""Links between pages: the parameter `cursor` and the header `Link` (RFC 8288)."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from functions.api.http.kinds import Text
from functions.api.http.operation import Call
from functions.api.http.parameters import Parameters, parameter
from functions.api.http.request import Request
from hbi.problems import InvalidParameter
from hbi.queries.lists import cursors
from hbi.queries.lists.cursors import Cursor
from hbi.queries.lists.ordering import Order
from hbi.queries.lists.pages import Page


class CursorParameters(Parameters):
    """The parameter of cursor pages."""

    cursor: str | None = parameter(
        Text(),
        "Walks through the list instead of counting pages: empty to begin, then as the Link header with rel=next gives"
        " it. The cost of a page does not grow with its distance, and no host is left out or told twice because others"
        " come or go. `total` is as of the first page. Not together with `page`.",
        name=cursors.PARAMETER,
    )


LINK = {"link": "Where the neighbouring pages are (RFC 8288)."}
"""The header, for the API's description."""

LONGEST = 6_000
"""Characters of the header. Of what would not fit, the later relations are left out; the first one never is."""


_NOT_ASKED = frozenset({cursors.PARAMETER, "page", "per_page", "branch_id", "get_total"})
"""Parameters that may differ between pages that follow each other by cursor."""


def cursor_of(call: Call[Any], asked: CursorParameters, order: Order) -> Cursor | None:
    """The cursor of the page that a request asks for; None when it asks for a page by its number.

    Raises:
        InvalidParameter: the cursor is none of this list's, or a page is asked for beside it.
    """
    text = asked.cursor
    if text is None:
        return None
    if any(name == "page" for name, _ in call.request.query):
        raise InvalidParameter(cursors.PARAMETER, got=text, expected="no page beside it")
    digest = _digest(call, asked)
    return cursors.decode(text, order, digest) if text else Cursor(digest)


def _digest(call: Call[Any], asked: Parameters) -> str:
    """A digest of the organisation and of the parameters in any order: a cursor is good for the same request only."""
    pairs = sorted(pair for pair in call.request.query if pair[0] not in _NOT_ASKED)
    pairs += [(name, getattr(asked, name)) for name, entry in asked.declared.items() if entry.place == "path"]
    text = repr((call.viewer.org_id, pairs))
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=9).hexdigest()


def page_links(request: Request, page: Page, total: int) -> dict[str, str]:
    """Links of a numbered page, as headers of the answer."""
    last = max(1, -(-total // page.size))
    numbers = {"next": page.number + 1, "prev": page.number - 1, "first": 1, "last": last}
    wanted = {relation: {"page": str(n)} for relation, n in numbers.items() if 1 <= n <= last}
    return _header(request, wanted)


def open_links(request: Request, page: Page, *, is_full: bool) -> dict[str, str]:
    """Links of a page that is asked for by its number, where nobody knows which is the last."""
    numbers = {"next": page.number + 1 if is_full else 0, "prev": page.number - 1, "first": 1}
    return _header(request, {relation: {"page": str(n)} for relation, n in numbers.items() if n >= 1})


def cursor_links(request: Request, following: Cursor | None) -> dict[str, str]:
    """Links of a cursor page; `following` is the next page's cursor, if there is a next page."""
    onward = {"next": {cursors.PARAMETER: following.encode()}} if following else {}
    return _header(request, {**onward, "first": {cursors.PARAMETER: ""}})


def _header(request: Request, links: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    header = ""
    for link in _links(request, links):
        if header and len(header) + len(link) > LONGEST:
            break
        header += f", {link}" if header else link
    return {"link": header} if header else {}


def _links(request: Request, links: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """References relative to the server, which knows neither its public name nor its port."""
    path = quote(request.path)
    for relation, parameters in links.items():
        others = [(name, value) for name, value in request.query if name not in parameters]
        yield f'<{path}?{urlencode([*others, *parameters.items()])}>; rel="{relation}"'
