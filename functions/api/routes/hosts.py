"""Reads of hosts (contract: rest-hosts 7.1, 7.5, 7.9)."""

from collections.abc import Collection
from typing import Any

from functions.api.http.answers import Answer, paged, tagged
from functions.api.http.errors import INVENTORY
from functions.api.http.links import CURSOR, LINK, page_links, place_of, walk_links
from functions.api.http.operation import HOST_IDS, Api, Call, Operation
from functions.api.http.parameters import Boolean, Parameter
from functions.api.routes.common import (
    BRANCH_ID,
    HOST_ID_LIST,
    ORDER_PARAMETERS,
    PAGE_PARAMETERS,
    identify,
    order_of,
    page_of,
    require_all,
)
from functions.api.routes.host_parameters import FIELDS, FILTER, HOST_PARAMETERS, search_of
from hbi import clock
from hbi.hosts.documents import HostRow, api_host, system_profile
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import NotFound, RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.viewer import NamedHosts
from hbi.queries.lists import by_id
from hbi.queries.lists.listing import count_hosts, list_hosts, list_hosts_from
from hbi.queries.lists.pages import Page, ProfileMembers
from hbi.staleness.window import StalenessSettings


def get_host_list(call: Call[Identity]) -> Answer:
    """Hosts that match all given parameters."""
    search, order, page = search_of(call.values), order_of(call.values), page_of(call.values)
    fields, place = call.values["fields"], place_of(call, order)
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        matches = Matches.of(search, call.viewer, staleness, clock.now())
        if call.values[COUNT_ONLY.name]:
            return paged([], total=count_hosts(tx, matches), page=page)
        if place:
            walked = list_hosts_from(tx, matches, order, page.size, place, fields or ())
        else:
            found = list_hosts(tx, matches, order, page, fields or ())
    if place:
        hosts = [_host(row, profile, staleness, fields) for row, profile in walked.entries]
        links = walk_links(call.request, walked.following)
        return paged(hosts, total=walked.total, page=Page(place.page, page.size), headers=links)
    if found.total and not found.entries:
        raise _past_the_end(page)
    hosts = [_host(row, profile, staleness, fields) for row, profile in found.entries]
    return paged(hosts, total=found.total, page=page, headers=page_links(call.request, page, found.total))


def get_host_by_id(call: Call[Identity]) -> Answer:
    """Hosts by their ids."""
    ids, order, page = call.values[HOST_IDS], order_of(call.values), page_of(call.values)
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        named = NamedHosts(call.viewer, ids, staleness.culled_before(clock.now()))
        found = by_id.hosts_by_id(tx, named, order, page, call.values["fields"] or ())
    require_all(ids, found.ids, page)
    if not found.entries:
        raise _past_the_end(page)
    hosts = [_host(row, profile, staleness, call.values["fields"]) for row, profile in found.entries]
    links = page_links(call.request, page, len(found.ids))
    return _tagged_if_single(ids, paged(hosts, total=len(found.ids), page=page, headers=links))


def get_host_system_profile_by_id(call: Call[Identity]) -> Answer:
    """System profiles of hosts by their ids."""
    ids, order, page = call.values[HOST_IDS], order_of(call.values), page_of(call.values)
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        named = NamedHosts(call.viewer, ids, staleness.culled_before(clock.now()))
        found = by_id.profiles_by_id(tx, named, order, page, call.values["fields"])
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


COUNT_ONLY = Parameter(
    "count_only", Boolean(), "Whether to answer with the total alone, without any entry.", default=False
)
_ETAG = {"etag": "Stands for the answer if one host is asked for; `if-none-match` with it spares what is known."}
_BY_ID_READ = (HOST_ID_LIST, *PAGE_PARAMETERS, *ORDER_PARAMETERS, BRANCH_ID)

API = Api(
    "hosts",
    identify,
    INVENTORY,
    (
        Operation(
            method="GET",
            path="/hosts",
            operation_id="api.host.get_host_list",
            run=get_host_list,
            permission=HOSTS_READ,
            parameters=(*HOST_PARAMETERS, *ORDER_PARAMETERS, *PAGE_PARAMETERS, BRANCH_ID, CURSOR, COUNT_ONLY),
            objects=(FILTER, FIELDS),
            answers={200: "HostQueryOutput"},
            raises=(NotFound, RuleViolation),
            headers=LINK,
        ),
        Operation(
            method="GET",
            path=f"/hosts/{{{HOST_IDS}}}",
            operation_id="api.host.get_host_by_id",
            run=get_host_by_id,
            permission=HOSTS_READ,
            parameters=_BY_ID_READ,
            objects=(FIELDS,),
            answers={200: "HostQueryOutput", 304: ""},
            raises=(NotFound,),
            headers={**LINK, **_ETAG},
        ),
        Operation(
            method="GET",
            path=f"/hosts/{{{HOST_IDS}}}/system_profile",
            operation_id="api.host.get_host_system_profile_by_id",
            run=get_host_system_profile_by_id,
            permission=HOSTS_READ,
            parameters=_BY_ID_READ,
            objects=(FIELDS,),
            answers={200: "SystemProfileByHostOut", 304: ""},
            raises=(NotFound,),
            headers=_ETAG,
        ),
    ),
)
