"""`filter[app][field][op]` on what other applications know (contract: rest-groups-staleness-views 8.3, 8.4)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import cast

from hbi.problems import RuleViolation
from hbi.queries.filters import values
from hbi.queries.filters.deep_object import QueryNode
from hbi.queries.filters.error_paths import below
from hbi.queries.filters.field import Field, FieldKind, TableName
from hbi.queries.filters.terms import Comparator, Comparison, Presence, Term, Value
from hbi.queries.filters.values import PRESENCE
from hbi.text import listing

_NAMES: Mapping[TableName, Mapping[FieldKind, tuple[str, ...]]] = {
    "advisor": {"integer": ("recommendations", "incidents", "critical", "important", "moderate", "low")},
    "vulnerability": {
        "integer": (
            "total_cves",
            "critical_cves",
            "important_cves",
            "cves_with_security_rules",
            "cves_with_known_exploits",
            "moderate_cves",
            "low_cves",
        )
    },
    "patch": {
        "integer": (
            "advisories_rhsa_applicable",
            "advisories_rhba_applicable",
            "advisories_rhea_applicable",
            "advisories_other_applicable",
            "advisories_rhsa_installable",
            "advisories_rhba_installable",
            "advisories_rhea_installable",
            "advisories_other_installable",
            "packages_applicable",
            "packages_installable",
            "packages_installed",
        ),
        "string": ("template_name",),
        "uuid": ("template_uuid",),
    },
    "remediations": {"integer": ("remediations_plans",)},
    "compliance": {"date-time": ("last_scan",)},
    "malware": {"integer": ("last_matches", "total_matches"), "string": ("last_status",), "date-time": ("last_scan",)},
}
FIELDS: Mapping[TableName, Mapping[str, Field]] = MappingProxyType(
    {
        application: MappingProxyType(
            {name: Field(kind, application, name) for kind, names in kinds.items() for name in names}
        )
        for application, kinds in _NAMES.items()
    }
)
"""By application, the fields that can be filtered by: all columns but documents and what is computed from them."""

_COMPARATORS: frozenset[Comparator] = frozenset({"eq", "ne", "gt", "gte", "lt", "lte"})
_OPERATORS = frozenset({*_COMPARATORS, *PRESENCE})


def application_terms(application: TableName, node: QueryNode, place: str) -> Iterator[Term]:
    """Terms that must all hold.

    Args:
        node: what was sent at `place`, which is `filter[application]`.
    Raises:
        RuleViolation: an unknown field or operator, no operator, or a value that the field doesn't take.
    """
    fields = FIELDS[application]
    for name, member in node.members.items():
        if name not in fields:
            raise RuleViolation(f"{place}: there is no field {name!r:.80}; known are {listing(fields)}")
        inner = below(place, name)
        if member.values:
            raise RuleViolation(f"{inner}: needs an operator, one of {listing(_OPERATORS)}")
        for operator, leaf in member.members.items():
            yield _term(fields[name], operator, leaf, below(inner, operator))


def _term(field: Field, operator: str, leaf: QueryNode, place: str) -> Term:
    if operator not in _OPERATORS:
        raise RuleViolation(f"{place}: unknown operator; known are {listing(_OPERATORS)}")
    if leaf.members or leaf.is_list:
        raise RuleViolation(f"{place}: expected one value and nothing behind the operator")
    if operator in PRESENCE:
        return Presence(field, PRESENCE[operator])
    return Comparison(field, cast("Comparator", operator), _value(field, str(leaf.values[0]), place))


def _value(field: Field, text: str, place: str) -> Value:
    match field.kind:
        case "integer":
            return values.integer(place, text, signed=True)
        case "uuid":
            return values.uuid(place, text)
        case "date-time":
            return values.instant(place, text)
        case _:
            return text
