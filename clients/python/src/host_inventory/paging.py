"""Lists that are read page by page."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from host_inventory.generated.inventory.types import UNSET
from host_inventory.refusals import Refused

PAGE_SIZE = 100
"""The most entries that all lists give at once."""

_NEXT = re.compile(r'<([^>]*)>;\s*rel="?next"?')


def by_number(call: Callable[..., Any], page_size: int = PAGE_SIZE, /, **parameters: Any) -> Iterator[Any]:
    """Entries of any list. What comes or goes meanwhile may let one be missed or told twice.

    A page that is behind the last, because so many are gone meanwhile, is the end.

    Args:
        call: gives the page for `page`, `per_page` and the parameters.
    """
    number = 1
    while True:
        try:
            page = call(page=number, per_page=page_size, **parameters)
        except Refused as refused:
            if refused.status == 404 and number > 1:
                return
            raise
        yield from page.results
        if number * page_size >= page.total or not page.results:
            return
        number += 1


def by_cursor(
    call: Callable[..., tuple[Any, str | None]], page_size: int = PAGE_SIZE, /, **parameters: Any
) -> Iterator[Any]:
    """Entries of a list of hosts; none is missed or told twice because others come or go.

    Args:
        call: gives the page and its header `Link` for `cursor`, `per_page` and the parameters.
    """
    cursor: str | None = ""
    while cursor is not None:
        page, link = call(cursor=cursor, page=UNSET, per_page=page_size, **parameters)
        yield from page.results
        cursor = following(link)


def following(link: str | None) -> str | None:
    """The cursor of the next page, from the header `Link`; None on the last page."""
    found = _NEXT.search(link or "")
    if found is None:
        return None
    cursors = parse_qs(urlsplit(found.group(1)).query).get("cursor")
    return cursors[-1] if cursors else None
