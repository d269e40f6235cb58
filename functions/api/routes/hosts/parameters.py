"""Parameters that choose hosts, shared by all operations that look for them (contract: rest-hosts 4, 5)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.api.http.kinds import Choice, Instant, Text, Uuid
from functions.api.http.operation import Call
from functions.api.http.parameters import Parameters, list_parameter, object_parameter, parameter
from functions.api.http.request import Pairs
from hbi.hosts.host_type import HostType
from hbi.queries.filters.parameters.groups import GroupFilter, group_filter
from hbi.queries.filters.parameters.returned_fields import profile_fields
from hbi.queries.filters.parameters.tags import check_form, parse_tag
from hbi.queries.filters.parameters.words import REGISTERED_WITH, SYSTEM_TYPES
from hbi.queries.filters.parsing.parse import applications_in, filter_term, filter_tree
from hbi.queries.filters.search import ALL_STATES, HostSearch, Span, visible_states
from hbi.queries.filters.syntax.deep_object import QueryNode


class TagText:
    """A tag as `namespace/key=value`. How long its parts may be is for the operation to check."""

    def parse(self, name: str, text: str) -> str:  # noqa: ARG002
        check_form(text)
        return text


class ProfileFields:
    """The parameter `fields[system_profile]` (contract: rest-hosts 5.9)."""

    name = "fields"
    description = "Members of the system profile to return. Unknown names are ignored."

    def parse(self, query: Pairs) -> frozenset[str] | None:
        """Names of the profile members that are asked for; None when there are none.

        Raises:
            InvalidParameter: broken syntax.
        """
        return profile_fields(query)


class HostFilter:
    """The parameter `filter[…]` (contract: rest-hosts 5.1)."""

    name = "filter"

    def __init__(self, description: str) -> None:
        self.description = description

    def parse(self, query: Pairs) -> QueryNode:
        """What was sent, as it stands there. `search_of` finds out what it means.

        Raises:
            InvalidParameter: broken syntax.
        """
        return filter_tree(query)


FIELDS = ProfileFields()
FILTER = HostFilter(
    "What must hold of the system profile, such as `filter[system_profile][arch]=x86_64` or"
    " `filter[system_profile][number_of_cpus][gte]=4`. Values: text, `nil`, `not_nil`, or a JSON object in place of"
    " further brackets; `[]` at the end takes several. Comparators: eq, ne, neq, gt, gte, lt, lte, contains, is."
)

_STALENESS = Choice(("fresh", "stale", "stale_warning", "unknown"))
_STATES_TO_INCLUDE = "States to include; repeat the parameter for several."


class FieldParameters(Parameters):
    """The parameter `fields[…]`."""

    fields: frozenset[str] | None = object_parameter(FIELDS)


class HostParameters(Parameters):
    """All parameters that choose hosts."""

    display_name: str | None = parameter(
        Text(), "Part of the display name, in any letter case; * stands for any characters."
    )
    fqdn: str | None = parameter(Text(), "The whole domain name, in any letter case.")
    hostname_or_id: str | None = parameter(Text(), "Part of the display name or domain name, or the id.")
    insights_id: str | None = parameter(Uuid(), "The insights id.")
    subscription_manager_id: str | None = parameter(Uuid(), "The subscription manager id.")
    provider_id: str | None = parameter(Text(), "The whole provider id, in any letter case.")
    provider_type: str | None = parameter(
        Choice(("alibaba", "aws", "azure", "discovery", "gcp", "ibm")), "The cloud provider."
    )
    updated_start: datetime | None = parameter(Instant(), "Updated at this instant or later.")
    updated_end: datetime | None = parameter(Instant(), "Updated at this instant or before.")
    last_check_in_start: datetime | None = parameter(Instant(), "Last checked in at this instant or later.")
    last_check_in_end: datetime | None = parameter(Instant(), "Last checked in at this instant or before.")
    group_name: tuple[str, ...] = list_parameter(Text(), "Old name of workspace_name.", is_deprecated=True)
    workspace_name: tuple[str, ...] = list_parameter(
        Text(),
        "Whole name of the workspace, in any letter case; the empty name means hosts of none. Repeat it for several.",
    )
    group_id: tuple[str, ...] = list_parameter(Uuid(), "Old name of workspace_id.", is_deprecated=True)
    workspace_id: tuple[str, ...] = list_parameter(Uuid(), "Id of the workspace. Repeat it for several.")
    staleness: tuple[str, ...] = list_parameter(
        _STALENESS, _STATES_TO_INCLUDE, default=("fresh", "stale", "stale_warning")
    )
    tags: tuple[str, ...] = list_parameter(
        TagText(),
        "A tag: namespace/key=value, or without namespace, or without value. One of several is enough; repeat it for"
        " them.",
    )
    registered_with: tuple[str, ...] = list_parameter(
        Choice(REGISTERED_WITH),
        "Reporters that still report the host, with ! those that do not; insights: has an insights id. Repeat it for"
        " alternatives.",
    )
    system_type: tuple[HostType, ...] = list_parameter(Choice(SYSTEM_TYPES), "Type of the host. Repeat it for several.")
    filter: QueryNode = object_parameter(FILTER)


class TaggedHostsParameters(HostParameters, without={"subscription_manager_id"}):
    """Parameters that choose the hosts whose tags are listed."""


class ProfiledHostsParameters(
    HostParameters, without=HostParameters.declared.keys() - {"staleness", "tags", "registered_with"}
):
    """Parameters that choose the hosts whose profile values are listed."""


class DeletionParameters(HostParameters):
    """Parameters that choose the hosts to delete. Without `staleness`, hosts in every state are deleted."""

    staleness: tuple[str, ...] = list_parameter(_STALENESS, _STATES_TO_INCLUDE)


def search_of(call: Call[Any], asked: HostParameters, groups: GroupFilter | None = None) -> HostSearch:
    """What the parameters ask for; those that an operation does not declare ask for nothing.

    Call it where checks across parameters belong: after permissions (contract: rest-hosts 1.2).

    Args:
        groups: what those about groups ask for, where that is not the rule of `group_filter`.
    Raises:
        Forbidden: the filter looks at an application's data that is kept from the caller.
        InvalidParameter: a span that ends before it starts, several parameters about groups.
        RuleViolation: several names, or a filter on what there is not.
    """
    call.require_services(applications_in(asked.filter))
    search = HostSearch(
        states=visible_states(asked.staleness) if asked.staleness else ALL_STATES,
        display_name=asked.display_name or None,
        fqdn=asked.fqdn or None,
        hostname_or_id=asked.hostname_or_id or None,
        insights_id=asked.insights_id,
        subscription_manager_id=asked.subscription_manager_id,
        provider_id=asked.provider_id or None,
        provider_type=asked.provider_type,
        updated=Span.between(asked.updated_start, asked.updated_end, name="updated"),
        last_check_in=Span.between(asked.last_check_in_start, asked.last_check_in_end, name="last_check_in"),
    )
    # Faults of names and times are told before others.
    return replace(
        search,
        tags=tuple(parse_tag(text) for text in asked.tags),
        registered_with=asked.registered_with,
        system_types=asked.system_type,
        groups=_groups_of(asked) if groups is None else groups,
        filter=filter_term(asked.filter),
    )


def _groups_of(asked: HostParameters) -> GroupFilter:
    return group_filter(
        workspace_name=asked.workspace_name or None,
        group_name=asked.group_name or None,
        workspace_id=asked.workspace_id or None,
        group_id=asked.group_id or None,
    )
