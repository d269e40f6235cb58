"""What other applications know about hosts, field by field (contract: rest-groups-staleness-views 8.3 to 8.5)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from hbi.queries.filters.fields.field import Field, FieldKind, TableName

_NAMES: Mapping[TableName, Mapping[str, FieldKind]] = {
    "advisor": dict.fromkeys(("recommendations", "incidents", "critical", "important", "moderate", "low"), "integer"),
    "vulnerability": dict.fromkeys(
        (
            "total_cves",
            "critical_cves",
            "important_cves",
            "moderate_cves",
            "low_cves",
            "cves_with_security_rules",
            "cves_with_known_exploits",
        ),
        "integer",
    ),
    "patch": {
        **dict.fromkeys(
            (
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
            "integer",
        ),
        "template_name": "string",
        "template_uuid": "uuid",
    },
    "remediations": {"remediations_plans": "integer"},
    "compliance": {"policies": "array", "policies_count": "integer", "last_scan": "date-time"},
    "malware": {
        "last_status": "string",
        "last_matches": "integer",
        "total_matches": "integer",
        "last_scan": "date-time",
    },
}
_NOT_FILTERED_BY = frozenset({"policies", "policies_count"})
"""Documents, and what is computed from them."""
_NOT_SORTED_BY: frozenset[FieldKind] = frozenset({"uuid", "array"})
"""Kinds of fields without a meaningful order."""

SHOWN: Mapping[TableName, Mapping[str, FieldKind]] = MappingProxyType(
    {application: MappingProxyType(dict(names)) for application, names in _NAMES.items()}
)
"""By application, the fields that a row shows, in this order."""

FIELDS: Mapping[TableName, Mapping[str, Field]] = MappingProxyType(
    {
        application: MappingProxyType(
            {name: Field(kind, application, name) for name, kind in names.items() if name not in _NOT_FILTERED_BY}
        )
        for application, names in _NAMES.items()
    }
)
"""By application, the fields that can be filtered by."""

SEVERITIES: Mapping[TableName, tuple[str, ...]] = MappingProxyType(
    {
        "advisor": ("critical", "important", "moderate", "low"),
        "vulnerability": ("critical_cves", "important_cves", "moderate_cves", "low_cves"),
    }
)
"""By application, the fields that `severity_priority` sorts by, one after the other."""
SEVERITY_PRIORITY = "severity_priority"

TOTALS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        f"advisories_total_{state}": tuple(f"advisories_{kind}_{state}" for kind in ("rhsa", "rhba", "rhea", "other"))
        for state in ("installable", "applicable")
    }
)
"""By name, the fields of `patch` whose sum it is."""


def _sort_keys() -> Iterator[str]:
    for application, names in _NAMES.items():
        sortable = [name for name, kind in names.items() if kind not in _NOT_SORTED_BY]
        if application == "patch":
            sortable += TOTALS
        if application in SEVERITIES:
            sortable.append(SEVERITY_PRIORITY)
        yield from (f"{application}:{name}" for name in sortable)


SORT_KEYS: tuple[str, ...] = tuple(_sort_keys())
"""What hosts can be sorted by, each as `application:name`."""


def application_of(sort_key: str) -> TableName | None:
    """The application whose data a sort key is about; None of a host's own.

    >>> application_of("advisor:low"), application_of("updated")
    ('advisor', None)
    """
    name, separator, _ = sort_key.partition(":")
    return next((application for application in SHOWN if separator and application == name), None)
