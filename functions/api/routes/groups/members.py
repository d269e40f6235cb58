"""Hosts of groups: who is in one, who comes and who goes (contract: rest-groups-staleness-views 3)."""

from functions.api.http.answers import Answer, json_answer
from functions.api.http.bodies import UuidListBody
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import IdList, Uuid, UuidList
from functions.api.http.links import LINK
from functions.api.http.operation import HOST_IDS, Api, Call
from functions.api.http.parameters import NamedGroupParameters, Parameters, path_parameter
from functions.api.routes.common import OrderParameters, PageParameters, identify
from functions.api.routes.groups import workspaces
from functions.api.routes.groups.calls import NO_CONTENT, change
from functions.api.routes.hosts.lists import HostListParameters
from functions.api.routes.hosts.lists import host_list as answer_host_list
from functions.api.routes.hosts.parameters import search_of
from hbi import clock, metrics
from hbi.db.engine import Transaction
from hbi.groups import changes, host_list, naming
from hbi.identity import Identity
from hbi.permissions.scope import GROUPS_WRITE, HOSTS_READ
from hbi.problems import GroupsNotFound, HostsNotFound, Inapplicable, NotFound, RefusedContent, RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.staleness.window import StalenessSettings

API = Api("groups", identify, INVENTORY)

_CHOSEN_BY = frozenset(
    {"display_name", "fqdn", "hostname_or_id", "insights_id", "staleness", "tags", "registered_with"}
)
_IN_ORDER = OrderParameters.declared.keys() | {"cursor", "count_only"}
_BODY = UuidListBody("HostIdsIn", "Ids of hosts, each once, in lower case.")


class GroupHostsParameters(
    HostListParameters,
    without=HostListParameters.declared.keys() - _CHOSEN_BY - PageParameters.declared.keys() - _IN_ORDER,
):
    """A page of a group's hosts."""

    of_group: str = path_parameter(Uuid(), "Id of the group.", name="group_id")


class RemovedHostsParameters(NamedGroupParameters):
    """Hosts that are to leave a group."""

    host_ids: IdList = path_parameter(UuidList(), "Host ids, each once, separated by commas.", name=HOST_IDS)


class UngroupedHostsParameters(Parameters):
    """Hosts that are to leave their groups."""

    host_ids: IdList = path_parameter(UuidList(), "Host ids, separated by commas.", name=HOST_IDS)


@API.operation(
    "GET",
    "/groups/{group_id}/hosts",
    operation_id="api.host_group.get_host_list_by_group",
    parameters=GroupHostsParameters,
    permission=HOSTS_READ,
    answers={200: "HostQueryOutput"},
    raises=(NotFound, RuleViolation),
    headers=LINK,
)
def get_host_list_by_group(call: Call[Identity], asked: GroupHostsParameters) -> Answer:
    """Hosts of a group that match all given parameters."""
    changes.require_in_scope(call.scope, [asked.of_group])
    search = search_of(call, asked)

    def matches_of(tx: Transaction, staleness: StalenessSettings) -> Matches:
        return host_list.matches(tx, asked.of_group, search, call.viewer, staleness, clock.now())

    return answer_host_list(call, asked, matches_of)


@API.operation(
    "POST",
    "/groups/{group_id}/hosts",
    operation_id="api.host_group.add_host_list_to_group",
    parameters=NamedGroupParameters,
    permission=GROUPS_WRITE,
    body=_BODY,
    answers={200: "GroupOutWithHostCount"},
    raises=(NotFound, GroupsNotFound, RefusedContent, RuleViolation),
)
def add_host_list_to_group(call: Call[Identity], asked: NamedGroupParameters) -> Answer:
    """Adds hosts to a group; they leave the groups that they are in."""
    group_id, host_ids = asked.group_id, call.body
    if not host_ids:
        raise RefusedContent("The body must be an array with at least one host ID.")
    if faults := naming.faults_of_hosts(host_ids):
        raise RefusedContent(" ".join(faults))
    changes.require_in_scope(call.scope, [group_id])
    if workspaces.decides(call):
        workspaces.require_move(call, group_id)
    changed = change(call, lambda tx, terms: changes.add_hosts(tx, terms, group_id, host_ids))
    metrics.count("inventory_create_host_group_count", len(host_ids))
    return json_answer(changed.group.document if changed.group else {})


@API.operation(
    "DELETE",
    f"/groups/{{group_id}}/hosts/{{{HOST_IDS}}}",
    operation_id="api.host_group.delete_hosts_from_group",
    parameters=RemovedHostsParameters,
    permission=GROUPS_WRITE,
    answers={204: ""},
    raises=(NotFound, GroupsNotFound, RefusedContent, Inapplicable),
)
def delete_hosts_from_group(call: Call[Identity], asked: RemovedHostsParameters) -> Answer:
    """Takes hosts out of a group; they become ungrouped."""
    group_id, host_ids = asked.group_id, asked.host_ids
    if len(host_ids) < host_ids.mentions:
        raise RefusedContent("Host IDs must be unique.")
    changes.require_in_scope(call.scope, [group_id])
    if workspaces.decides(call):
        workspaces.require_move(call, group_id)
    change(call, lambda tx, terms: changes.remove_hosts(tx, terms, group_id, host_ids))
    metrics.count("inventory_delete_host_group_count", len(host_ids))
    return NO_CONTENT


@API.operation(
    "DELETE",
    f"/groups/hosts/{{{HOST_IDS}}}",
    operation_id="api.group.delete_hosts_from_different_groups",
    parameters=UngroupedHostsParameters,
    permission=GROUPS_WRITE,
    answers={204: ""},
    raises=(NotFound, HostsNotFound, GroupsNotFound, Inapplicable),
)
def delete_hosts_from_different_groups(call: Call[Identity], asked: UngroupedHostsParameters) -> Answer:
    """Takes hosts out of whatever groups they are in; they become ungrouped."""
    scope = workspaces.require_move_of(call, asked.host_ids) if workspaces.decides(call) else call.scope
    change(call, lambda tx, terms: changes.remove_from_any(tx, terms, asked.host_ids, scope))
    metrics.count("inventory_delete_host_group_count", len(asked.host_ids))
    return NO_CONTENT
