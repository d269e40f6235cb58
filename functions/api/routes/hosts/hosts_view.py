"""The hosts-view: hosts and what other applications know about them (contract: rest-groups-staleness-views 8)."""

from typing import Any

from functions.api.http.answers import Answer
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Choice
from functions.api.http.links import LINK
from functions.api.http.operation import Api, Call
from functions.api.http.parameters import object_parameter, parameter
from functions.api.http.request import Pairs
from functions.api.routes.common import DIRECTION, identify
from functions.api.routes.hosts.lists import host_object
from functions.api.routes.hosts.pages import HostPage, HostPageParameters, host_page
from functions.api.routes.hosts.parameters import HostFilter, HostParameters, search_of
from hbi import clock
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import NotFound, RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.filters.fields.application_fields import application_of
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.parameters.returned_fields import ViewFields, view_fields
from hbi.queries.filters.syntax.deep_object import QueryNode
from hbi.queries.lists.listing import HostEntry
from hbi.queries.lists.ordering import VIEW_ORDER_KEYS, Order
from hbi.queries.lists.pages import Details
from hbi.staleness.window import StalenessSettings


class HostViewFields:
    """The parameter `fields[…]` (contract: rest-groups-staleness-views 8.6)."""

    name = "fields"
    description = (
        "What to return: `fields[advisor]=low,critical` of an application (`true`: all of it), `fields[app_data]=true`"
        " of all applications, `fields[system_profile]=arch` of the system profile. Without it all of all applications."
    )

    def parse(self, query: Pairs) -> ViewFields:
        """What is asked for.

        Raises:
            InvalidParameter: broken syntax, or an unknown name in brackets.
        """
        return view_fields(query)


VIEW_FILTER = HostFilter(
    "What must hold of an application's data, such as `filter[advisor][critical][gte]=1` (eq, ne, gt, gte, lt, lte,"
    " nil, not_nil), and of the system profile, such as `filter[system_profile][arch]=x86_64`. All of it must hold."
)

API = Api("hosts", identify, INVENTORY)


class HostViewParameters(HostParameters, HostPageParameters, without={"group_name", "group_id"}):
    """Parameters of `GET /beta/hosts-view`."""

    order_by: str | None = parameter(
        Choice(VIEW_ORDER_KEYS),
        "Key to sort by; without it the last update, newest first. Hosts without the value come last.",
    )
    order_how: str | None = parameter(
        DIRECTION, "ASC or DESC; only together with order_by. The default depends on the key."
    )
    filter: QueryNode = object_parameter(VIEW_FILTER)
    fields: ViewFields = object_parameter(HostViewFields())


@API.operation(
    "GET",
    "/beta/hosts-view",
    operation_id="api.host_views.get_host_views",
    parameters=HostViewParameters,
    permission=HOSTS_READ,
    answers={200: "HostViewQueryOutput"},
    raises=(NotFound, RuleViolation),
    headers=LINK,
)
def get_host_views(call: Call[Identity], asked: HostViewParameters) -> Answer:
    """Hosts that match all given parameters, with what other applications know about them."""
    sorted_by = application_of(asked.order_by or "")
    call.require_services([sorted_by] if sorted_by else [])
    # Unlike on other lists, names and ids do not exclude each other (contract: rest-groups-staleness-views 8.1).
    workspaces = GroupFilter(names=asked.workspace_name or None, ids=asked.workspace_id or None)
    search = search_of(call, asked, workspaces)
    order = Order.of(asked.order_by, asked.order_how)
    denied = call.denied_services
    known = {name: fields for name, fields in asked.fields.applications.items() if name not in (denied or ())}
    details = Details(asked.fields.profile or (), known)

    def shown(entry: HostEntry, staleness: StalenessSettings) -> dict[str, Any]:
        host = host_object(entry.row, entry.profile, staleness, asked.fields.profile)
        return {**host, "app_data": entry.applications}

    return host_page(
        call,
        asked,
        HostPage(
            order,
            lambda _, staleness: Matches.of(search, call.viewer, staleness, clock.now()),
            details,
            shown,
            {} if denied is None else {"denied_services": sorted(denied)},
        ),
    )
