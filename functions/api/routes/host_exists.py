"""Whether there is a host (contract: rest-hosts 7.12)."""

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import INVENTORY
from functions.api.http.operation import Api, Call, Operation
from functions.api.http.parameters import Parameter, Uuid
from functions.api.routes.common import identify
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import NotFound, SeveralHosts
from hbi.queries.lists import by_id

INSIGHTS_ID = "insights_id"


def get_host_exists(call: Call[Identity]) -> Answer:
    """Id of the host with an insights id. A culled host exists until it is purged."""
    insights_id = call.values[INSIGHTS_ID]
    with call.services.database.read() as tx:
        ids = by_id.ids_with_insights_id(tx, call.viewer, insights_id)
    if not ids:
        raise NotFound(f"No host has the insights id {insights_id}.")
    if len(ids) > 1:
        raise SeveralHosts(f"More than one host has the insights id {insights_id}.")
    return json_answer({"id": ids[0]})


API = Api(
    "hosts",
    identify,
    INVENTORY,
    (
        Operation(
            method="GET",
            path="/host_exists",
            operation_id="api.host.get_host_exists",
            run=get_host_exists,
            permission=HOSTS_READ,
            parameters=(Parameter(INSIGHTS_ID, Uuid(), "The insights id to look for.", is_required=True),),
            answers={200: "HostId"},
            raises=(NotFound, SeveralHosts),
        ),
    ),
)
