"""Deletion of hosts (contract: rest-hosts 7.2, 7.3, 7.7)."""

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import batched

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Boolean
from functions.api.http.operation import HOST_IDS, Api, Call
from functions.api.http.parameters import Parameters, parameter
from functions.api.routes.common import ByIdParameters, identify, platform_metadata, require_all
from functions.api.routes.hosts.parameters import FIELDS, FILTER, DeletionParameters, search_of
from hbi import clock
from hbi.edits import deletion
from hbi.edits.deletion import DeletedHost, Deletion
from hbi.edits.second_look import limits_of
from hbi.events import payload_status
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_DELETE, UNLIMITED
from hbi.problems import InvalidParameter, NotFound, RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.parsing.parse import ROOTS
from hbi.queries.filters.search import ALL_STATES, IGNORED_YEAR, HostSearch
from hbi.queries.lists import by_id

CONFIRMATION = "confirm_delete_all"

_FILTER_WRITINGS = {
    **{
        filter_.name: f"{filter_.name}=value{', repeated for several' if filter_.is_list else ''}"
        for filter_ in DeletionParameters.declared.values()
    },
    FILTER.name: f"{FILTER.name}{{steps}}=value",
    **{root: f"{FILTER.name}[{root}]{{steps}}=value" for root in ROOTS},
    FIELDS.name: f"no {FIELDS.name} in a deletion",
}
_NO_FILTERS = dict.fromkeys(_FILTER_WRITINGS, "no filter, or DELETE /hosts, which takes filters")

API = Api("hosts", identify, INVENTORY)


class DeleteAllParameters(Parameters):
    """Parameters of `DELETE /hosts/all`."""

    is_confirmed: bool = parameter(Boolean(), "Must be true.", default=False, name=CONFIRMATION)


@API.operation(
    "DELETE",
    f"/hosts/{{{HOST_IDS}}}",
    operation_id="api.host.delete_host_by_id",
    parameters=ByIdParameters,
    permission=HOSTS_DELETE,
    answers={200: "Empty"},
    raises=(NotFound,),
)
def delete_host_by_id(call: Call[Identity], asked: ByIdParameters) -> Answer:
    """Deletes hosts with all that belongs to them."""
    ids = asked.host_id_list
    with call.runtime.database.write() as tx:
        # Without a lock, or hosts that go while it waits would pass for unknown ones.
        require_all(ids, by_id.existing_ids(tx, call.named_hosts(tx, ids).conditions))
        still = limits_of(call.viewer)
        deleted = deletion.delete_hosts(tx, call.viewer.org_id, list(ids), _reason(call), still=still)
    _publish(call, ids, deleted)
    if not deleted:
        raise NotFound("These hosts were deleted by somebody else in the meantime.")
    return json_answer({})


@API.operation(
    "DELETE",
    "/hosts",
    operation_id="api.host.delete_hosts_by_filter",
    parameters=DeletionParameters,
    permission=HOSTS_DELETE,
    answers={202: "BulkDeletion"},
    raises=(RuleViolation,),
    narrowed_by=_FILTER_WRITINGS,
)
def delete_hosts_by_filter(call: Call[Identity], asked: DeletionParameters) -> Answer:
    """Deletes all hosts that match all given parameters."""
    search = search_of(call, asked)
    _refuse_ignored_ends(asked)
    if not search.has_value:
        names = ", ".join(filter_.name for filter_ in asked.declared.values())
        raise InvalidParameter("query", got="", expected=f"at least one filter: {names} or {FILTER.name}")
    return _delete(call, search, found_by=call.viewer)


@API.operation(
    "DELETE",
    "/hosts/all",
    operation_id="api.host.delete_all_hosts",
    parameters=DeleteAllParameters,
    permission=HOSTS_DELETE,
    answers={202: "BulkDeletion"},
    narrowed_by=_NO_FILTERS,
)
def delete_all_hosts(call: Call[Identity], asked: DeleteAllParameters) -> Answer:
    """Deletes all hosts of the organisation."""
    if not asked.is_confirmed:
        raise InvalidParameter(CONFIRMATION, got=asked.is_confirmed, expected="true, to delete all hosts")
    return _delete(call, HostSearch(states=ALL_STATES), found_by=replace(call.viewer, scope=UNLIMITED))


def _refuse_ignored_ends(asked: DeletionParameters) -> None:
    """Hosts before an end that lists ignore are none; without the end it would be all."""
    for name in ("updated_end", "last_check_in_end"):
        end = getattr(asked, name)
        if end is not None and end.year <= IGNORED_YEAR:
            expected = f"an instant after {IGNORED_YEAR}: an earlier end is ignored, and more hosts would be deleted"
            raise InvalidParameter(name, got=end.isoformat(), expected=expected)


def _delete(call: Call[Identity], search: HostSearch, *, found_by: Viewer) -> Answer:
    """Deletes in chunks, each a transaction of its own, as long as there is time for another.

    `found_by`: who counts as seeing the hosts that the answer says were found.
    """
    runtime, now = call.runtime, clock.now()
    deadline = time.monotonic() + runtime.settings.delete_budget_s
    with runtime.database.read() as tx:
        staleness = call.stored_staleness(tx)
        hosts_found = deletion.deletable_hosts(
            tx,
            Matches.of(search, found_by, staleness, now),
            culled_before=staleness.culled_before(now),
            scope=call.viewer.scope,
        )
    matches = Matches.of(search, call.viewer, staleness, now)
    deleted = 0
    for ids in batched(hosts_found.ids, runtime.settings.delete_chunk_size):
        if time.monotonic() > deadline:
            break
        with runtime.database.write() as tx:
            hosts = deletion.delete_hosts(tx, call.viewer.org_id, ids, _reason(call), still=matches)
        deleted += len(hosts)
        _publish(call, ids, hosts)
    return json_answer({"hosts_found": hosts_found.found, "hosts_deleted": deleted}, 202)


def _publish(call: Call[Identity], ids: Collection[str], deleted: Sequence[DeletedHost]) -> None:
    """Publishes the events of the deleted hosts, and the payload statuses of the others that were to be deleted."""
    runtime = call.runtime
    runtime.publisher.publish([host.key for host in deleted])
    kept = set(ids) - {host.id for host in deleted}
    runtime.publisher.offer(payload_status.of_not_deleted(runtime.settings, call.request.request_id, kept, clock.now()))


def _reason(call: Call[Identity]) -> Deletion:
    request = call.request
    return Deletion(
        request.request_id,
        platform_metadata(call),
        request.is_from_frontend,
        payload_status.mark_deletion(request.request_id, call.runtime.settings),
    )
