"""Reads of hosts (contract: rest-hosts 7.1, 7.5, 7.9)."""

from collections.abc import Callable, Collection
from typing import Any

from functions.api.http.answers import Answer, paged, tagged
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Boolean
from functions.api.http.links import LINK, CursorParameters, cursor_links, cursor_of, open_links, page_links
from functions.api.http.operation import HOST_IDS, Api, Call
from functions.api.http.parameters import NamedHostsParameters, parameter
from functions.api.routes.common import (
    BranchParameters,
    OrderParameters,
    PageParameters,
    identify,
    order_of,
    page_of,
    require_all,
)
from functions.api.routes.hosts.parameters import FieldParameters, HostParameters, search_of
from hbi import clock
from hbi.db.engine import Transaction
from hbi.hosts.documents import HostRow, api_host, system_profile
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import InvalidParameter, NotFound, RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.lists import by_id
from hbi.queries.lists.listing import count_hosts, list_hosts, list_hosts_from
from hbi.queries.lists.pages import Page, ProfileMembers
from hbi.staleness.window import StalenessSettings

_ETAG = {"etag": "Stands for the answer if one host is asked for; `if-none-match` with it spares what is known."}

API = Api("hosts", identify, INVENTORY)


class HostListParameters(
    HostParameters, OrderParameters, PageParameters, BranchParameters, CursorParameters, FieldParameters
):
    """Parameters of `GET /hosts`."""

    count_only: bool = parameter(Boolean(), "Whether to answer with the total alone, without any entry.", default=False)
    get_total: bool = parameter(
        Boolean(),
        "Whether to count all matches; without that `total` is null. Not false with `count_only`.",
        default=True,
    )


class HostsByIdParameters(NamedHostsParameters, PageParameters, OrderParameters, BranchParameters, FieldParameters):
    """Parameters of the operations that read hosts by id."""


@API.operation(
    "GET",
    "/hosts",
    operation_id="api.host.get_host_list",
    parameters=HostListParameters,
    permission=HOSTS_READ,
    answers={200: "HostQueryOutput"},
    raises=(NotFound, RuleViolation),
    headers=LINK,
)
def get_host_list(call: Call[Identity], asked: HostListParameters) -> Answer:
    """Hosts that match all given parameters."""
    search = search_of(asked)
    return host_list(call, asked, lambda _, staleness: Matches.of(search, call.viewer, staleness, clock.now()))


def host_list(
    call: Call[Identity], asked: HostListParameters, matches_of: Callable[[Transaction, StalenessSettings], Matches]
) -> Answer:
    """A page of the hosts that `matches_of` gives."""
    order, page, fields = order_of(asked), page_of(asked), asked.fields
    cursor = cursor_of(call, asked, order)
    if asked.count_only and not asked.get_total:
        raise InvalidParameter("get_total", got=False, expected="true beside count_only=true")
    with call.runtime.database.read() as tx:
        staleness = call.staleness(tx)
        matches = matches_of(tx, staleness)
        matches = matches if asked.get_total else matches.uncounted
        if asked.count_only:
            return paged([], total=count_hosts(tx, matches), page=page)
        if cursor:
            walked = list_hosts_from(tx, matches, order, page.size, cursor, fields or ())
        else:
            found = list_hosts(tx, matches, order, page, fields or ())
    if cursor:
        hosts = [_host(row, profile, staleness, fields) for row, profile in walked.entries]
        links = cursor_links(call.request, walked.following)
        return paged(hosts, total=walked.total, page=Page(cursor.page, page.size), headers=links)
    if not found.entries and (found.total or (found.total is None and page.number > 1)):
        raise _past_the_end(page)
    hosts = [_host(row, profile, staleness, fields) for row, profile in found.entries]
    if found.total is None:
        links = open_links(call.request, page, is_full=len(hosts) == page.size)
    else:
        links = page_links(call.request, page, found.total)
    return paged(hosts, total=found.total, page=page, headers=links)


@API.operation(
    "GET",
    f"/hosts/{{{HOST_IDS}}}",
    operation_id="api.host.get_host_by_id",
    parameters=HostsByIdParameters,
    permission=HOSTS_READ,
    answers={200: "HostQueryOutput", 304: ""},
    raises=(NotFound,),
    headers={**LINK, **_ETAG},
)
def get_host_by_id(call: Call[Identity], asked: HostsByIdParameters) -> Answer:
    """Hosts by their ids."""
    ids, order, page = asked.host_id_list, order_of(asked), page_of(asked)
    with call.runtime.database.read() as tx:
        staleness = call.staleness(tx)
        found = by_id.hosts_by_id(tx, call.named_hosts(tx, ids, staleness), order, page, asked.fields or ())
    require_all(ids, found.ids, page)
    if not found.entries:
        raise _past_the_end(page)
    hosts = [_host(row, profile, staleness, asked.fields) for row, profile in found.entries]
    links = page_links(call.request, page, len(found.ids))
    return _tagged_if_single(ids, paged(hosts, total=len(found.ids), page=page, headers=links))


@API.operation(
    "GET",
    f"/hosts/{{{HOST_IDS}}}/system_profile",
    operation_id="api.host.get_host_system_profile_by_id",
    parameters=HostsByIdParameters,
    permission=HOSTS_READ,
    answers={200: "SystemProfileByHostOut", 304: ""},
    raises=(NotFound,),
    headers=_ETAG,
)
def get_host_system_profile_by_id(call: Call[Identity], asked: HostsByIdParameters) -> Answer:
    """System profiles of hosts by their ids."""
    ids, order, page = asked.host_id_list, order_of(asked), page_of(asked)
    with call.runtime.database.read() as tx:
        found = by_id.profiles_by_id(tx, call.named_hosts(tx, ids), order, page, asked.fields)
    if not found.entries and page.number > 1:
        raise _past_the_end(page)
    require_all(ids, found.ids, page)
    profiles = [{"id": host_id, "system_profile": system_profile(profile)} for host_id, profile in found.entries]
    return _tagged_if_single(ids, paged(profiles, total=len(found.ids), page=page))


def _tagged_if_single(ids: Collection[str], answer: Answer) -> Answer:
    """Whoever follows one host asks again and again; an entity tag spares both sides what has not changed."""
    return tagged(answer) if len(ids) == 1 else answer


def _host(
    row: HostRow, profile: ProfileMembers, staleness: StalenessSettings, fields: Collection[str] | None
) -> dict[str, Any]:
    host = api_host(row, staleness)
    if fields is not None:
        host["system_profile"] = system_profile(profile)
    return host


def _past_the_end(page: Page) -> NotFound:
    return NotFound(f"page {page.number} is past the end of the list")
