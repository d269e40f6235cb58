"""Values in system profiles (contract: rest-hosts 7.14 to 7.16)."""

from collections.abc import Callable
from functools import partial

from functions.api.http.answers import Answer, paged
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Text
from functions.api.http.operation import Api, Call
from functions.api.http.parameters import parameter
from functions.api.routes.common import PageParameters, identify, page_of
from functions.api.routes.hosts.parameters import ProfiledHostsParameters, search_of
from hbi import clock
from hbi.db.engine import Transaction
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.lists import value_counts
from hbi.queries.lists.pages import ListPage, Page
from hbi.queries.lists.value_counts import ValueCount

type Count = Callable[[Transaction, Matches, Page], ListPage[ValueCount]]

API = Api("system_profile", identify, INVENTORY)


class ProfileValuesParameters(ProfiledHostsParameters, PageParameters):
    """Parameters of a list of profile values."""


class SapSidsParameters(ProfileValuesParameters):
    """Parameters of `GET /system_profile/sap_sids`."""

    search: str | None = parameter(Text(), "Part of a SID, in any letter case.")


@API.operation(
    "GET",
    "/system_profile/sap_system",
    operation_id="api.system_profile.get_sap_system",
    parameters=ProfileValuesParameters,
    permission=HOSTS_READ,
    answers={200: "SapSystems"},
    raises=(RuleViolation,),
)
def get_sap_system(call: Call[Identity], asked: ProfileValuesParameters) -> Answer:
    """How many hosts run SAP, and how many say that they do not."""
    return _listed(call, asked, value_counts.list_sap_system)


@API.operation(
    "GET",
    "/system_profile/sap_sids",
    operation_id="api.system_profile.get_sap_sids",
    parameters=SapSidsParameters,
    permission=HOSTS_READ,
    answers={200: "SapSids"},
    raises=(RuleViolation,),
)
def get_sap_sids(call: Call[Identity], asked: SapSidsParameters) -> Answer:
    """SAP systems by SID, with the number of their hosts."""
    return _listed(call, asked, partial(value_counts.list_sap_sids, search=asked.search))


@API.operation(
    "GET",
    "/system_profile/operating_system",
    operation_id="api.system_profile.get_operating_system",
    parameters=ProfileValuesParameters,
    permission=HOSTS_READ,
    answers={200: "OperatingSystems"},
    raises=(RuleViolation,),
)
def get_operating_system(call: Call[Identity], asked: ProfileValuesParameters) -> Answer:
    """Operating systems, with the number of their hosts."""
    return _listed(call, asked, value_counts.list_operating_systems)


def _listed(call: Call[Identity], asked: ProfileValuesParameters, count: Count) -> Answer:
    """The answer with what `count` finds."""
    search, page = search_of(call, asked), page_of(asked)
    with call.runtime.database.read() as tx:
        found = count(tx, Matches.of(search, call.viewer, call.staleness(tx), clock.now()), page)
    entries = [{"value": entry.value, "count": entry.hosts} for entry in found.entries]
    return paged(entries, total=found.total, page=page)
