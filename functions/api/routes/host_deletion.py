"""Deletion of hosts (contract: rest-hosts 7.2, 7.3, 7.7)."""

import time
from dataclasses import replace
from itertools import batched

from functions.api.answers import Answer, json_answer
from functions.api.errors import INVENTORY
from functions.api.host_parameters import DELETION_PARAMETERS, FILTER, search_of
from functions.api.operations import HOST_IDS, Api, Call, Operation
from functions.api.parameters import Boolean, Parameter
from functions.api.routes.common import BY_ID, identify, platform_metadata, require_all
from hbi import clock
from hbi.filters.search import HostSearch
from hbi.hosts import deletion
from hbi.hosts.deletion import Deletion
from hbi.hosts.selection import HostFilter, Viewer, named
from hbi.hosts.tables import HOSTS
from hbi.identity import Identity
from hbi.problems import InvalidParameter
from hbi.rbac import HOSTS_WRITE, UNLIMITED
from hbi.staleness.window import STATES

CONFIRMATION = "confirm_delete_all"


def delete_host_by_id(call: Call[Identity]) -> Answer:
    """Deletes hosts with all that belongs to them."""
    ids = call.values[HOST_IDS]
    reason = Deletion(call.request.request_id, platform_metadata(call), call.request.is_from_frontend)
    with call.services.database.write() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        conditions = named(call.viewer, ids, staleness, clock.now())
        require_all(ids, deletion.lock(tx, conditions))
        deleted = deletion.delete_hosts(tx, call.viewer.org_id, list(ids), reason)
    call.services.publisher.publish([host.key for host in deleted])
    return json_answer({})


def delete_hosts_by_filter(call: Call[Identity]) -> Answer:
    """Deletes all hosts that match all given parameters."""
    search = search_of(call.values)
    if search.is_empty:
        names = ", ".join(parameter.name for parameter in DELETION_PARAMETERS)
        raise InvalidParameter("query", got="", expected=f"at least one filter: {names} or {FILTER.name}")
    return _delete(call, search, found_by=call.viewer)


def delete_all_hosts(call: Call[Identity]) -> Answer:
    """Deletes all hosts of the organisation."""
    if not call.values[CONFIRMATION]:
        raise InvalidParameter(CONFIRMATION, got=call.values[CONFIRMATION], expected="true, to delete all hosts")
    everything = HostSearch(hosts=HostFilter(states=frozenset(STATES)))
    return _delete(call, everything, found_by=replace(call.viewer, scope=UNLIMITED))


def _delete(call: Call[Identity], search: HostSearch, *, found_by: Viewer) -> Answer:
    """Deletes in chunks, each a transaction of its own, as long as there is time for another.

    `found_by`: who counts as seeing the hosts that the answer says were found.
    """
    services, now = call.services, clock.now()
    deadline = time.monotonic() + services.settings.delete_budget_s
    with services.database.read() as tx:
        staleness = services.staleness.settings_of(tx, call.viewer.org_id)
        doomed = deletion.doomed(
            tx,
            search.source(),
            search.conditions(found_by, staleness, now),
            culled_before=staleness.culled_before(now),
            scope=call.viewer.scope,
        )
    conditions = search.conditions(call.viewer, staleness, now)
    reason = Deletion(call.request.request_id, platform_metadata(call), call.request.is_from_frontend)
    deleted, publishes = 0, True
    for ids in batched(doomed.ids, services.settings.delete_chunk_size):
        if time.monotonic() > deadline:
            break
        with services.database.write() as tx:
            still = deletion.lock(tx, [*conditions, HOSTS.c.id.in_(ids)], search.source())
            hosts = deletion.delete_hosts(tx, call.viewer.org_id, sorted(still), reason)
        deleted += len(hosts)
        # A broker that does not answer once is not waited for again: the relay sends what stays behind.
        publishes = publishes and (not hosts or services.publisher.publish([host.key for host in hosts]) > 0)
    return json_answer({"hosts_found": doomed.found, "hosts_deleted": deleted}, 202)


API = Api(
    "hosts",
    identify,
    INVENTORY,
    (
        Operation(
            method="DELETE",
            path=f"/hosts/{{{HOST_IDS}}}",
            operation_id="api.host.delete_host_by_id",
            run=delete_host_by_id,
            permission=HOSTS_WRITE,
            parameters=BY_ID,
            answers={200: "Empty"},
        ),
        Operation(
            method="DELETE",
            path="/hosts",
            operation_id="api.host.delete_hosts_by_filter",
            run=delete_hosts_by_filter,
            permission=HOSTS_WRITE,
            parameters=DELETION_PARAMETERS,
            objects=(FILTER,),
            answers={202: "BulkDeletion"},
        ),
        Operation(
            method="DELETE",
            path="/hosts/all",
            operation_id="api.host.delete_all_hosts",
            run=delete_all_hosts,
            permission=HOSTS_WRITE,
            parameters=(Parameter(CONFIRMATION, Boolean(), "Must be true.", default=False),),
            answers={202: "BulkDeletion"},
        ),
    ),
)
