"""Whether there is a host (contract: rest-hosts 7.12)."""

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Uuid
from functions.api.http.operation import Api, Call
from functions.api.http.parameters import Parameters, parameter
from functions.api.routes.common import identify
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import NotFound, SeveralHosts
from hbi.queries.lists import by_id

API = Api("hosts", identify, INVENTORY)


class HostExistsParameters(Parameters):
    """Parameters of `GET /host_exists`."""

    insights_id: str = parameter(Uuid(), "The insights id to look for.", is_required=True)


@API.operation(
    "GET",
    "/host_exists",
    operation_id="api.host.get_host_exists",
    parameters=HostExistsParameters,
    permission=HOSTS_READ,
    answers={200: "HostId"},
    raises=(NotFound, SeveralHosts),
)
def get_host_exists(call: Call[Identity], asked: HostExistsParameters) -> Answer:
    """Id of the host with an insights id. A culled host exists until it is purged."""
    with call.runtime.database.read() as tx:
        ids = by_id.ids_with_insights_id(tx, call.viewer, asked.insights_id)
    if not ids:
        raise NotFound(f"No host has the insights id {asked.insights_id}.")
    if len(ids) > 1:
        raise SeveralHosts(f"More than one host has the insights id {asked.insights_id}.")
    return json_answer({"id": ids[0]})
