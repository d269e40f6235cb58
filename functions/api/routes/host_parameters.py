"""Parameters that choose hosts, shared by all operations that look for them (contract: rest-hosts 4, 5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions.api.http.parameters import Choice, Instant, Parameter, Text, Uuid
from functions.api.http.request import Pairs
from hbi.queries.filters.deep_object import QueryNode
from hbi.queries.filters.groups import group_filter
from hbi.queries.filters.parse import filter_term, filter_tree
from hbi.queries.filters.returned_fields import profile_fields
from hbi.queries.filters.search import ALL_STATES, HostSearch, Span, visible_states
from hbi.queries.filters.tags import check_form, parse_tag
from hbi.queries.filters.words import REGISTERED_WITH, SYSTEM_TYPES


@dataclass(frozen=True, slots=True)
class TagText:
    """A tag as `namespace/key=value`. How long its parts may be is for the operation to check."""

    def parse(self, name: str, text: str) -> str:  # noqa: ARG002
        check_form(text)
        return text


@dataclass(frozen=True, slots=True)
class ProfileFields:
    """The parameter `fields[system_profile]` (contract: rest-hosts 5.9)."""

    name: str = "fields"
    description: str = "Members of the system profile to return. Unknown names are ignored."

    def parse(self, query: Pairs) -> frozenset[str] | None:
        """Names of the profile members that are asked for; None when there are none.

        Raises:
            InvalidParameter: broken syntax.
        """
        return profile_fields(query)


@dataclass(frozen=True, slots=True)
class ProfileFilter:
    """The parameter `filter[…]` (contract: rest-hosts 5.1)."""

    name: str = "filter"
    description: str = (
        "What must hold of the system profile, such as `filter[system_profile][arch]=x86_64` or"
        " `filter[system_profile][number_of_cpus][gte]=4`. Values: text, `nil`, `not_nil`, or a JSON object in place of"
        " further brackets; `[]` at the end takes several. Comparators: eq, ne, neq, gt, gte, lt, lte, contains, is."
    )

    def parse(self, query: Pairs) -> QueryNode:
        """What was sent, as it stands there. `search_of` finds out what it means.

        Raises:
            InvalidParameter: broken syntax.
        """
        return filter_tree(query)


FIELDS = ProfileFields()
FILTER = ProfileFilter()

NAMES = (
    Parameter("display_name", Text(), "Part of the display name, in any letter case; * stands for any characters."),
    Parameter("fqdn", Text(), "The whole domain name, in any letter case."),
    Parameter("hostname_or_id", Text(), "Part of the display name or domain name, or the id."),
    Parameter("insights_id", Uuid(), "The insights id."),
)
SUBSCRIPTION_MANAGER_ID = Parameter("subscription_manager_id", Uuid(), "The subscription manager id.")
PROVIDER = (
    Parameter("provider_id", Text(), "The whole provider id, in any letter case."),
    Parameter("provider_type", Choice(("alibaba", "aws", "azure", "discovery", "gcp", "ibm")), "The cloud provider."),
)
TIMES = (
    Parameter("updated_start", Instant(), "Updated at this instant or later."),
    Parameter("updated_end", Instant(), "Updated at this instant or before."),
    Parameter("last_check_in_start", Instant(), "Last checked in at this instant or later."),
    Parameter("last_check_in_end", Instant(), "Last checked in at this instant or before."),
)
GROUPS = (
    Parameter("group_name", Text(), "Old name of workspace_name.", is_list=True, is_deprecated=True),
    Parameter(
        "workspace_name",
        Text(),
        "Whole name of the workspace, in any letter case; the empty name means hosts of none. Repeat it for several.",
        is_list=True,
    ),
    Parameter("group_id", Uuid(), "Old name of workspace_id.", is_list=True, is_deprecated=True),
    Parameter("workspace_id", Uuid(), "Id of the workspace. Repeat it for several.", is_list=True),
)
STALENESS = Parameter(
    "staleness",
    Choice(("fresh", "stale", "stale_warning", "unknown")),
    "States to include; repeat the parameter for several.",
    default=("fresh", "stale", "stale_warning"),
    is_list=True,
)
TAGS = Parameter(
    "tags",
    TagText(),
    "A tag: namespace/key=value, or without namespace, or without value. One of several is enough; repeat it for them.",
    is_list=True,
)
REGISTERED = Parameter(
    "registered_with",
    Choice(REGISTERED_WITH),
    "Reporters that still report the host, with ! those that do not; insights: has an insights id. Repeat it for"
    " alternatives.",
    is_list=True,
)
SYSTEM_TYPE = Parameter("system_type", Choice(SYSTEM_TYPES), "Type of the host. Repeat it for several.", is_list=True)

HOST_PARAMETERS = (
    *NAMES,
    SUBSCRIPTION_MANAGER_ID,
    *PROVIDER,
    *TIMES,
    *GROUPS,
    STALENESS,
    TAGS,
    REGISTERED,
    SYSTEM_TYPE,
)
"""Of the list of hosts, beside `FILTER`."""
TAG_LIST_PARAMETERS = tuple(parameter for parameter in HOST_PARAMETERS if parameter is not SUBSCRIPTION_MANAGER_ID)
"""Of the list of tags, beside `FILTER`."""
VALUE_LIST_PARAMETERS = (STALENESS, TAGS, REGISTERED)
"""Of the lists of values in profiles, beside `FILTER`."""
DELETION_PARAMETERS = tuple(
    replace(parameter, default=None) if parameter is STALENESS else parameter for parameter in HOST_PARAMETERS
)
"""Of the deletion of hosts that match, beside `FILTER`: no state is left out unasked."""

_HOST_TEXTS = (*NAMES, SUBSCRIPTION_MANAGER_ID, *PROVIDER)


def search_of(values: Mapping[str, Any]) -> HostSearch:
    """What the parameters ask for; those that an operation does not declare ask for nothing.

    Call it where checks across parameters belong: after permissions (contract: rest-hosts 1.2).

    Raises:
        InvalidParameter: a span that ends before it starts, several parameters about groups.
        RuleViolation: several names, or a filter on what there is not.
    """
    states = values.get("staleness")
    names: dict[str, Any] = {parameter.name: values.get(parameter.name) or None for parameter in _HOST_TEXTS}
    search = HostSearch(
        states=ALL_STATES if states is None else visible_states(states),
        updated=_span(values, "updated"),
        last_check_in=_span(values, "last_check_in"),
        **names,
    )
    # Faults of names and times are told before others.
    return replace(
        search,
        tags=tuple(parse_tag(text) for text in values.get("tags") or ()),
        registered_with=values.get("registered_with") or (),
        system_types=values.get("system_type") or (),
        groups=group_filter(**{parameter.name: values.get(parameter.name) for parameter in GROUPS}),
        filter=filter_term(values.get(FILTER.name) or QueryNode()),
    )


def _span(values: Mapping[str, Any], name: str) -> Span:
    return Span.between(values.get(f"{name}_start"), values.get(f"{name}_end"), name=name)
