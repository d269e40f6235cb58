"""Pages of hosts, by number or by cursor, as all lists of hosts answer (contract: rest-hosts 1.5, 7.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from functions.api.http.answers import Answer, paged
from functions.api.http.kinds import Boolean
from functions.api.http.links import CursorParameters, cursor_links, cursor_of, open_links, page_links
from functions.api.http.operation import Call
from functions.api.http.parameters import parameter
from functions.api.routes.common import BranchParameters, PageParameters, page_of
from hbi.db.engine import Transaction
from hbi.identity import Identity
from hbi.problems import InvalidParameter, NotFound
from hbi.queries.conditions.matches import Matches
from hbi.queries.lists.listing import HostEntry, count_hosts, list_hosts, list_hosts_from
from hbi.queries.lists.ordering import Order
from hbi.queries.lists.pages import Details, Page
from hbi.staleness.window import StalenessSettings


class HostPageParameters(PageParameters, BranchParameters, CursorParameters):
    """Parameters of a page of hosts."""

    count_only: bool = parameter(Boolean(), "Whether to answer with the total alone, without any entry.", default=False)
    get_total: bool = parameter(
        Boolean(),
        "Whether to count all matches; without that `total` is null. Not false with `count_only`.",
        default=True,
    )


@dataclass(frozen=True)
class HostPage:
    """What a list of hosts is about, and how it shows them."""

    order: Order
    matches_of: Callable[[Transaction, StalenessSettings], Matches]
    details: Details
    shown: Callable[[HostEntry, StalenessSettings], Mapping[str, Any]]
    besides: Mapping[str, Any] = field(default_factory=dict)
    """Members of the envelope that other lists don't have."""
    kept_by: Callable[[Sequence[HostEntry], int | None, int], None] | None = None
    """Takes entries of a numbered page, the number of all matches if it is known, and the size of the page."""


def host_page(call: Call[Identity], asked: HostPageParameters, wanted: HostPage) -> Answer:
    """The page that a request asks for.

    Raises:
        InvalidParameter: a cursor that is none of this list's, or two parameters that exclude each other.
        NotFound: the page is past the end.
    """
    page, order, details = page_of(asked), wanted.order, wanted.details
    cursor = cursor_of(call, asked, order)
    if asked.count_only and not asked.get_total:
        raise InvalidParameter("get_total", got=False, expected="true beside count_only=true")
    with call.runtime.database.read() as tx:
        staleness = call.staleness(tx)
        matches = wanted.matches_of(tx, staleness)
        matches = matches if asked.get_total else matches.uncounted
        if asked.count_only:
            return paged([], total=count_hosts(tx, matches), page=page, besides=wanted.besides)
        if cursor:
            walked = list_hosts_from(tx, matches, order, page.size, cursor, details)
        else:
            found = list_hosts(tx, matches, order, page, details)
    if cursor:
        hosts = [wanted.shown(entry, staleness) for entry in walked.entries]
        links = cursor_links(call.request, walked.following)
        number = Page(cursor.page, page.size)
        return paged(hosts, total=walked.total, page=number, headers=links, besides=wanted.besides)
    if not found.entries and (found.total or (found.total is None and page.number > 1)):
        raise past_the_end(page)
    if wanted.kept_by is not None:
        wanted.kept_by(found.entries, found.total, page.size)
    hosts = [wanted.shown(entry, staleness) for entry in found.entries]
    return numbered_page(call, asked, hosts, found.total, wanted.besides)


def numbered_page(
    call: Call[Identity],
    asked: HostPageParameters,
    hosts: Sequence[Mapping[str, Any]],
    total: int | None,
    besides: Mapping[str, Any] = MappingProxyType({}),
) -> Answer:
    """The answer with the hosts of a page that was asked for by its number."""
    page = page_of(asked)
    if total is None:
        links = open_links(call.request, page, is_full=len(hosts) == page.size)
    else:
        links = page_links(call.request, page, total)
    return paged(hosts, total=total, page=page, headers=links, besides=besides)


def past_the_end(page: Page) -> NotFound:
    """The refusal of a page that has no entry although others have."""
    return NotFound(f"page {page.number} is past the end of the list")
