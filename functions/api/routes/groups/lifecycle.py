"""Groups: lists of them, and what clients change of them (contract: rest-groups-staleness-views 2)."""

from collections.abc import Mapping

from functions.api.http.answers import Answer, json_answer, paged
from functions.api.http.bodies import GroupNameMember, ObjectBody, UuidListMember
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Choice, IdList, Text, Uuid, UuidList
from functions.api.http.links import LINK, page_links
from functions.api.http.operation import Api, Call
from functions.api.http.parameters import Parameters, parameter, path_parameter
from functions.api.routes.common import DIRECTION, PageParameters, identify, page_of
from functions.api.routes.groups import workspaces
from functions.api.routes.groups.calls import NO_CONTENT, change
from hbi import clock, metrics
from hbi.groups import changes, listing, naming, repository
from hbi.groups.listing import (
    GROUP_ORDER_KEYS,
    GROUP_TYPES,
    CountedGroup,
    GroupOrder,
    GroupOrderKey,
    GroupSearch,
    GroupType,
)
from hbi.groups.naming import Faults, GroupEdit
from hbi.identity import Identity
from hbi.permissions.scope import GROUPS_CREATE, GROUPS_READ, GROUPS_WRITE
from hbi.problems import GroupsNotFound, Inapplicable, NotFound, RefusedContent, RuleViolation
from hbi.queries.lists.pages import Page

API = Api("groups", identify, INVENTORY)

_BODY = ObjectBody(
    "GroupIn",
    {
        "name": GroupNameMember(
            *naming.NAME_LENGTH, "Letters and digits of ASCII, blanks, hyphens and underscores. Need not be unique."
        ),
        "host_ids": UuidListMember("Ids of the group's hosts, each once, in lower case."),
    },
    is_json_by_default=True,
)


class GroupPageParameters(PageParameters):
    """A page of groups, and their order."""

    order_by: GroupOrderKey | None = parameter(Choice(GROUP_ORDER_KEYS), "Key to sort by; without it the name.")
    order_how: str | None = parameter(
        DIRECTION, "ASC or DESC. Without it names go up, numbers of hosts and updates down."
    )


class GroupListParameters(GroupPageParameters):
    """Groups to look for."""

    name: str | None = parameter(Text(), "Part of the name, in any letter case.")
    group_type: GroupType = parameter(
        Choice(GROUP_TYPES), "Groups that people made, the one of ungrouped hosts, or both.", default="standard"
    )


class NamedGroupsParameters(Parameters):
    """Groups that the path names."""

    group_id_list: IdList = path_parameter(UuidList(), "Group ids, separated by commas.")


class GroupsByIdParameters(NamedGroupsParameters, GroupPageParameters):
    """Groups that the path names, in an order."""


class PatchedGroupParameters(Parameters):
    """The group to change."""

    group_id: str = path_parameter(Uuid(), "Id of the group.")


@API.operation(
    "GET",
    "/groups",
    operation_id="api.group.get_group_list",
    parameters=GroupListParameters,
    permission=GROUPS_READ,
    answers={200: "GroupQueryOutput"},
    raises=(RuleViolation,),
    headers=LINK,
)
def get_group_list(call: Call[Identity], asked: GroupListParameters) -> Answer:
    """Groups whose name contains a text."""
    search = GroupSearch(org_id=call.caller.org_id, kind=asked.group_type, name=asked.name, ids=call.scope.group_ids)
    order, page = GroupOrder.of(asked.order_by, asked.order_how), page_of(asked)
    if workspaces.decides(call):
        is_unordered = asked.order_by is None and asked.order_how is None
        total, groups = workspaces.groups_found(call, search, None if is_unordered else order, page)
    else:
        total, groups = _found(call, search, order, page)
    return paged(groups, total=total, page=page, headers=page_links(call.request, page, total))


@API.operation(
    "POST",
    "/groups",
    operation_id="api.group.create_group",
    permission=GROUPS_CREATE,
    body=_BODY,
    answers={201: "GroupOutWithHostCount"},
    raises=(RefusedContent,),
)
def create_group(call: Call[Identity]) -> Answer:
    """Makes a group, perhaps with hosts, which leave the groups that they are in."""
    try:
        edit = GroupEdit.of(call.body)
    except Faults as faults:
        raise RefusedContent(str(faults)) from None
    name, host_ids = edit.name, edit.host_ids or ()
    if name is None:
        raise RefusedContent("Group name cannot be null.")
    if call.runtime.keeps_workspaces:
        shown = workspaces.create_group(call, name, host_ids)
    else:
        shown = _shown(change(call, lambda tx, terms: changes.create_group(tx, terms, name, host_ids)).group)
    metrics.count("inventory_create_group_count")
    return json_answer(shown, 201)


@API.operation(
    "GET",
    "/groups/{group_id_list}",
    operation_id="api.group.get_groups_by_id",
    parameters=GroupsByIdParameters,
    permission=GROUPS_READ,
    answers={200: "GroupQueryOutput"},
    raises=(GroupsNotFound,),
    headers=LINK,
)
def get_groups_by_id(call: Call[Identity], asked: GroupsByIdParameters) -> Answer:
    """Groups by their ids."""
    ids = asked.group_id_list
    changes.require_in_scope(call.scope, ids)
    order, page = GroupOrder.of(asked.order_by, asked.order_how), page_of(asked)
    if workspaces.decides(call):
        total, groups = workspaces.groups_named(call, ids, order, page)
    else:
        total, groups = _found(call, GroupSearch(org_id=call.caller.org_id, ids=ids), order, page, named=ids)
    return paged(groups, total=total, page=page, headers=page_links(call.request, page, total))


@API.operation(
    "DELETE",
    "/groups/{group_id_list}",
    operation_id="api.group.delete_groups",
    parameters=NamedGroupsParameters,
    permission=GROUPS_WRITE,
    answers={204: ""},
    raises=(GroupsNotFound, Inapplicable, NotFound),
)
def delete_groups(call: Call[Identity], asked: NamedGroupsParameters) -> Answer:
    """Deletes groups; their hosts become ungrouped."""
    ids = asked.group_id_list
    changes.require_in_scope(call.scope, ids)
    if call.runtime.keeps_workspaces:
        deleted = workspaces.delete_groups(call, ids)
    else:
        change(call, lambda tx, terms: changes.delete_groups(tx, terms, ids))
        deleted = len(ids)
    metrics.count("inventory_delete_group_count", deleted)
    return NO_CONTENT


@API.operation(
    "PATCH",
    "/groups/{group_id}",
    operation_id="api.group.patch_group_by_id",
    parameters=PatchedGroupParameters,
    permission=GROUPS_WRITE,
    body=_BODY,
    answers={200: "GroupOutWithHostCount"},
    raises=(NotFound, Inapplicable),
)
def patch_group_by_id(call: Call[Identity], asked: PatchedGroupParameters) -> Answer:
    """Gives a group another name, or exactly the hosts that are named."""
    changes.require_in_scope(call.scope, [asked.group_id])
    if call.runtime.keeps_workspaces:
        shown = workspaces.patch_group(call, asked.group_id, call.body)
    else:
        shown = _shown(change(call, lambda tx, terms: changes.patch_group(tx, terms, asked.group_id, call.body)).group)
    metrics.count("inventory_update_group_count")
    if "host_ids" in call.body:
        metrics.count("inventory_update_host_group_count", len(call.body["host_ids"]))
    return json_answer(shown)


def _found(
    call: Call[Identity], search: GroupSearch, order: GroupOrder, page: Page, *, named: IdList | None = None
) -> tuple[int, list[dict[str, object]]]:
    """The number of groups, and a page of them; all that are `named` must exist."""
    with call.runtime.database.read() as tx:
        found = listing.list_groups(tx, search, order, page, call.staleness(tx).culled_before(clock.now()))
        if named is not None and found.total < len(named):
            known = repository.existing(tx, search.org_id, named)
            raise GroupsNotFound([spelled for group_id, spelled in named.items() if group_id not in known])
    return found.total, [entry.document for entry in found.entries]


def _shown(group: CountedGroup | None) -> Mapping[str, object]:
    return group.document if group else {}
