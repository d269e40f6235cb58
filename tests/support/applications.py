"""What other applications know about hosts, stored as ingest stores it."""

from typing import Any

import orjson

from tests.support.factories import Json

FIELDS: dict[str, list[str]] = {
    "advisor": ["recommendations", "incidents", "critical", "important", "moderate", "low"],
    "vulnerability": [
        "total_cves",
        "critical_cves",
        "important_cves",
        "moderate_cves",
        "low_cves",
        "cves_with_security_rules",
        "cves_with_known_exploits",
    ],
    "patch": [
        *(
            f"advisories_{kind}_{state}"
            for state in ("applicable", "installable")
            for kind in ("rhsa", "rhba", "rhea", "other")
        ),
        "packages_applicable",
        "packages_installable",
        "packages_installed",
        "template_name",
        "template_uuid",
    ],
    "remediations": ["remediations_plans"],
    "compliance": ["policies", "policies_count", "last_scan"],
    "malware": ["last_status", "last_matches", "total_matches", "last_scan"],
}
"""Fields of each application as clients see them."""


def store_data(sql: Any, host: Json, **applications: Json) -> None:
    """Stores a row of each application; an empty object is a row without values."""
    for application, values in applications.items():
        names = ["org_id", "host_id", "last_updated", *values]
        stored = [
            orjson.dumps(value).decode() if isinstance(value, list) else value
            for value in (host["org_id"], host["id"], host["created_on"], *values.values())
        ]
        marks = ", ".join(["%s"] * len(names))
        sql(f"INSERT INTO hbi.hosts_app_data_{application} ({', '.join(names)}) VALUES ({marks})", stored)
