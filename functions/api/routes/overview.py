"""Numbers for the console's overview that no other operation tells (contract: console 4). They are not described."""

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import INVENTORY
from functions.api.http.operation import Api, Call
from functions.api.routes.common import identify
from hbi import clock
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.queries.lists.hosts_by_day import hosts_by_day

API = Api("overview", identify, INVENTORY)


@API.operation("GET", "/console/days", operation_id="console_days", permission=HOSTS_READ)
def get_days(call: Call[Identity]) -> Answer:
    """How many hosts came and went, by day."""
    with call.runtime.database.read() as tx:
        days = hosts_by_day(tx, call.viewer, call.staleness(tx), clock.now())
    return json_answer({"days": [{"day": str(entry.day), "new": entry.new, "lost": entry.lost} for entry in days]})
