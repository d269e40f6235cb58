"""Reads of hosts (contract: rest-hosts 7.1, 7.5, 7.9)."""

from collections.abc import Callable, Collection
from typing import Any

from functions.api.http.answers import Answer, paged, tagged
from functions.api.http.errors import INVENTORY
from functions.api.http.links import LINK, page_links
from functions.api.http.operation import HOST_IDS, Api, Call
from functions.api.http.parameters import NamedHostsParameters
from functions.api.routes.common import (
    BranchParameters,
    OrderParameters,
    PageParameters,
    identify,
    order_of,
    page_of,
    require_all,
)
from functions.api.routes.hosts.own_host import CachedHost, OwnHost, own_host
from functions.api.routes.hosts.pages import HostPage, HostPageParameters, host_page, numbered_page, past_the_end
from functions.api.routes.hosts.parameters import FieldParameters, HostParameters, search_of
from hbi import clock
from hbi.db.engine import Transaction
from hbi.hosts.documents import HostRow, api_host, system_profile
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import NotFound, RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.lists import by_id
from hbi.queries.lists.listing import HostEntry
from hbi.queries.lists.pages import Details, ProfileMembers
from hbi.staleness.window import StalenessSettings

_ETAG = {"etag": "Stands for the answer if one host is asked for; `if-none-match` with it spares what is known."}

API = Api("hosts", identify, INVENTORY)


class HostListParameters(HostParameters, OrderParameters, HostPageParameters, FieldParameters):
    """Parameters of `GET /hosts`."""


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
    search = search_of(call, asked)
    own = own_host(call, search) if _is_plain(asked) else None
    if isinstance(own, CachedHost):
        return numbered_page(call, asked, [api_host(own.row, own.staleness)], 1 if asked.get_total else None)
    return host_list(call, asked, lambda _, staleness: Matches.of(search, call.viewer, staleness, clock.now()), own)


def _is_plain(asked: HostListParameters) -> bool:
    """Whether the first page of whole hosts is asked for, in the order that is usual."""
    others = (asked.order_by, asked.order_how, asked.cursor, asked.fields)
    return asked.page == 1 and not asked.count_only and all(other is None for other in others)


def host_list(
    call: Call[Identity],
    asked: HostListParameters,
    matches_of: Callable[[Transaction, StalenessSettings], Matches],
    own: OwnHost | None = None,
) -> Answer:
    """A page of the hosts that `matches_of` gives; `own` keeps a copy of a single one."""
    fields = asked.fields

    def shown(entry: HostEntry, staleness: StalenessSettings) -> dict[str, Any]:
        return host_object(entry.row, entry.profile, staleness, fields)

    kept_by = None if own is None else own.keep
    return host_page(call, asked, HostPage(order_of(asked), matches_of, Details(fields or ()), shown, kept_by=kept_by))


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
        raise past_the_end(page)
    hosts = [host_object(row, profile, staleness, asked.fields) for row, profile in found.entries]
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
        raise past_the_end(page)
    require_all(ids, found.ids, page)
    profiles = [{"id": host_id, "system_profile": system_profile(profile)} for host_id, profile in found.entries]
    return _tagged_if_single(ids, paged(profiles, total=len(found.ids), page=page))


def _tagged_if_single(ids: Collection[str], answer: Answer) -> Answer:
    """Whoever follows one host asks again and again; an entity tag spares both sides what has not changed."""
    return tagged(answer) if len(ids) == 1 else answer


def host_object(
    row: HostRow, profile: ProfileMembers, staleness: StalenessSettings, fields: Collection[str] | None
) -> dict[str, Any]:
    """The host as lists show it, with the profile members that were asked for, if any were."""
    host = api_host(row, staleness)
    if fields is not None:
        host["system_profile"] = system_profile(profile)
    return host
