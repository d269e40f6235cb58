"""Facts of hosts, one namespace at a time (contract: rest-hosts 7.8)."""

from collections.abc import Mapping
from dataclasses import replace

from functions.api.http.answers import Answer, json_answer
from functions.api.http.bodies import ObjectBody
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Segment, Text
from functions.api.http.operation import HOST_IDS, Api, Call
from functions.api.http.parameters import NamedHostsParameters, parameter, path_parameter
from functions.api.routes.common import change_context, identify
from hbi import clock
from hbi.edits import facts
from hbi.edits.facts import FactHolder, Way
from hbi.events.host_size import HostTooLarge, bounded
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_UPDATE, UNLIMITED
from hbi.problems import FactsNotFound, Forbidden, InvalidBody, NoFacts, NotFound
from hbi.queries.conditions.viewer import named

_BODY = ObjectBody("FactsIn", is_open=True, is_json_by_default=True, stored_as="facts")

API = Api("hosts", identify, INVENTORY)


class FactsParameters(NamedHostsParameters):
    """Parameters of the operations on a namespace of facts."""

    namespace: str = path_parameter(Segment(), "Namespace of the facts; it must exist.")
    branch_id: str | None = parameter(Text(), "Accepted and ignored.")


@API.operation(
    "PATCH",
    f"/hosts/{{{HOST_IDS}}}/facts/{{namespace}}",
    operation_id="api.host.merge_facts",
    parameters=FactsParameters,
    permission=HOSTS_UPDATE,
    body=_BODY,
    answers={200: "FactsWritten"},
    raises=(NotFound, FactsNotFound, NoFacts),
)
def merge_facts(call: Call[Identity], asked: FactsParameters) -> Answer:
    """Adds facts to a namespace of hosts, replacing those of the same name."""
    if not call.body:
        raise NoFacts("The body must hold at least one fact to merge.")
    return _edit(call, asked, "merge")


@API.operation(
    "PUT",
    f"/hosts/{{{HOST_IDS}}}/facts/{{namespace}}",
    operation_id="api.host.replace_facts",
    parameters=FactsParameters,
    permission=HOSTS_UPDATE,
    body=_BODY,
    answers={200: "FactsWritten"},
    raises=(NotFound, FactsNotFound, NoFacts),
)
def replace_facts(call: Call[Identity], asked: FactsParameters) -> Answer:
    """Replaces all facts of a namespace of hosts."""
    return _edit(call, asked, "replace")


def _edit(call: Call[Identity], asked: FactsParameters, way: Way) -> Answer:
    ids, namespace = asked.host_id_list, asked.namespace
    # Whoever may not see a host learns from the answer whether it has the namespace (rest-hosts 6.4).
    everybody = replace(call.viewer, scope=UNLIMITED)
    now = clock.now()
    with call.runtime.database.write() as tx:
        staleness = call.staleness(tx)
        found = facts.lock_holders(tx, named(everybody, ids, staleness, now), namespace, call.viewer)
        hosts = _require(ids, found, namespace)
        try:
            with bounded(tx, [host.key for host in hosts], call.runtime.settings.max_report_bytes):
                facts.edit_facts(tx, hosts, namespace, call.body, way, now=now, context=change_context(call))
        except HostTooLarge as error:
            raise InvalidBody(f"facts.{namespace}: {error.reason} Host: {error.host[1]}.") from None
    call.runtime.publisher.publish([host.key for host in hosts])
    return json_answer(200)


def _require(ids: Mapping[str, str], found: Mapping[str, FactHolder], namespace: str) -> list[FactHolder]:
    """The hosts, if all that are named have the namespace and may be changed."""
    holders = [host for host in found.values() if host.has_namespace]
    if not all(host.is_permitted for host in holders):
        raise Forbidden("You don't have the permission to change facts of these hosts.")
    if len(holders) < len(ids):
        raise FactsNotFound(f"One or more hosts do not exist or have no facts in namespace {namespace}.")
    return holders
