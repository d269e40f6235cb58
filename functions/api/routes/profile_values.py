"""Values in system profiles (contract: rest-hosts 7.14 to 7.16)."""

from collections.abc import Callable
from typing import Any

from functions.api.http.answers import Answer, paged
from functions.api.http.errors import INVENTORY
from functions.api.http.operation import Api, Call, Operation
from functions.api.http.parameters import Parameter, Text
from functions.api.routes.common import PAGE_PARAMETERS, identify, page_of
from functions.api.routes.host_parameters import FILTER, VALUE_LIST_PARAMETERS, search_of
from hbi import clock
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.lists import value_counts
from hbi.queries.lists.pages import ListPage
from hbi.queries.lists.value_counts import ValueCount


def get_sap_system(call: Call[Identity]) -> Answer:
    """How many hosts run SAP, and how many say that they do not."""
    return _listed(call, value_counts.list_sap_system)


def get_sap_sids(call: Call[Identity]) -> Answer:
    """SAP systems by SID, with the number of their hosts."""
    return _listed(call, value_counts.list_sap_sids, search=call.values["search"])


def get_operating_system(call: Call[Identity]) -> Answer:
    """Operating systems, with the number of their hosts."""
    return _listed(call, value_counts.list_operating_systems)


def _listed(call: Call[Identity], count: Callable[..., ListPage[ValueCount]], **options: Any) -> Answer:
    """The answer with what `count` finds."""
    search, page = search_of(call.values), page_of(call.values)
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        matches = Matches.of(search, call.viewer, staleness, clock.now())
        found = count(tx, matches, page, **options)
    entries = [{"value": entry.value, "count": entry.hosts} for entry in found.entries]
    return paged(entries, total=found.total, page=page)


_PARAMETERS = (*VALUE_LIST_PARAMETERS, *PAGE_PARAMETERS)
_SEARCH = Parameter("search", Text(), "Part of a SID, in any letter case.")

API = Api(
    "system_profile",
    identify,
    INVENTORY,
    tuple(
        Operation(
            method="GET",
            path=path,
            operation_id=f"api.system_profile.{run.__name__}",
            run=run,
            permission=HOSTS_READ,
            parameters=parameters,
            objects=(FILTER,),
            answers={200: schema},
            raises=(RuleViolation,),
        )
        for path, run, parameters, schema in (
            ("/system_profile/sap_system", get_sap_system, _PARAMETERS, "SapSystems"),
            ("/system_profile/sap_sids", get_sap_sids, (*_PARAMETERS, _SEARCH), "SapSids"),
            ("/system_profile/operating_system", get_operating_system, _PARAMETERS, "OperatingSystems"),
        )
    ),
)
