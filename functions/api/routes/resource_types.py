"""What roles can be limited to, for editors of roles (contract: rest-groups-staleness-views 5)."""

from typing import Any

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Integer, Text
from functions.api.http.operation import Api, Call
from functions.api.http.parameters import Parameters, parameter
from functions.api.routes.common import identify
from hbi import clock
from hbi.groups.listing import GroupOrder, GroupSearch, count_groups, list_groups
from hbi.identity import Identity
from hbi.permissions.scope import RBAC_ADMINISTRATION, RBAC_ADMINISTRATION_UNLIMITED
from hbi.problems import NotOffered
from hbi.queries.lists.pages import Page

API = Api("resource-types", identify, INVENTORY)

_PATH = "/resource-types"
_GROUPS = "inventory-groups"
# Whatever base a request came by: editors of roles put their own in front of it.
_SHOWN = "/inventory/v1/resource-types"


class ResourceTypesParameters(Parameters):
    """A page of resource types."""

    per_page: int = parameter(Integer(1, 100), "Number of entries on a page.", default=10)
    page: int = parameter(Integer(1, 21_474_837), "Number of the page, from 1.", default=1)


class InventoryGroupsParameters(ResourceTypesParameters):
    """Groups whose name contains a text."""

    name: str | None = parameter(Text(), "Part of the name, in any letter case.")


@API.operation(
    "GET",
    _PATH,
    operation_id="api.resource_type.get_resource_type_list",
    parameters=ResourceTypesParameters,
    permission=RBAC_ADMINISTRATION_UNLIMITED,
    answers={200: "ResourceTypesQueryOutput"},
    raises=(NotOffered,),
)
def get_resource_type_list(call: Call[Identity], asked: ResourceTypesParameters) -> Answer:
    """Types of things that a role can be limited to: groups. The only type is on every page."""
    with call.runtime.database.read() as tx:
        count = count_groups(tx, GroupSearch(org_id=call.caller.org_id))
    groups = {"value": _GROUPS, "path": f"{_SHOWN}/{_GROUPS}", "count": count}
    return _page(_SHOWN, [groups], 1, Page(asked.page, asked.per_page))


@API.operation(
    "GET",
    f"{_PATH}/{_GROUPS}",
    operation_id="api.resource_type.get_resource_type_groups_list",
    parameters=InventoryGroupsParameters,
    permission=RBAC_ADMINISTRATION,
    answers={200: "ResourceTypesGroupsQueryOutput"},
    raises=(NotOffered,),
)
def get_resource_type_groups_list(call: Call[Identity], asked: InventoryGroupsParameters) -> Answer:
    """Groups that people made, by name."""
    page = Page(asked.page, asked.per_page)
    search = GroupSearch(org_id=call.caller.org_id, kind="standard", name=asked.name, ids=call.scope.group_ids)
    with call.runtime.database.read() as tx:
        found = list_groups(tx, search, GroupOrder(), page, call.staleness(tx).culled_before(clock.now()))
    return _page(f"{_SHOWN}/{_GROUPS}", [entry.document for entry in found.entries], found.total, page)


def _page(path: str, entries: list[dict[str, Any]], total: int, page: Page) -> Answer:
    """Links repeat no other parameter; the last page of an empty list is page 0."""
    last = -(-total // page.size)

    def link(number: int) -> str:
        return f"{path}?per_page={page.size}&page={number}"

    links = {
        "first": link(1),
        "previous": link(page.number - 1) if page.number > 1 else None,
        "next": link(page.number + 1) if page.number < last else None,
        "last": link(last),
    }
    return json_answer({"meta": {"count": total}, "links": links, "data": entries})
