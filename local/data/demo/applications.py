"""What other applications know of the hosts of the fleet."""

import random
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from local.data.demo.releases import Release

type Json = dict[str, Any]

_SCANNED = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
_POLICIES = ("CIS server level 1", "PCI-DSS v4", "STIG")


def of_host(release: Release, kind: str, numbers: random.Random) -> Json:
    """Data by the application's name; old releases have more to mend. Not every application knows every host."""
    burden = {7: 6, 8: 3, 9: 2, 10: 1}[release.major]
    found = {
        "advisor": _advisor(burden, numbers),
        "vulnerability": _vulnerability(burden, numbers),
        "patch": _patch(burden, numbers),
    }
    if numbers.random() < 0.4:
        found["remediations"] = {"remediations_plans": numbers.randrange(1, 4)}
    if kind in {"sap", "mssql", "web"}:
        found["compliance"] = _compliance(numbers)
    if numbers.random() < 0.5:
        matches = numbers.choices((0, 1, 3), (18, 1, 1))[0]
        found["malware"] = {
            "last_status": "Matched" if matches else "Not matched",
            "last_matches": matches,
            "total_matches": matches,
            "last_scan": _SCANNED.isoformat(),
        }
    return found


def _advisor(burden: int, numbers: random.Random) -> Json:
    counts = {
        "critical": numbers.choices((0, 1), (8, burden))[0],
        "important": numbers.randrange(burden + 1),
        "moderate": numbers.randrange(2 * burden + 1),
        "low": numbers.randrange(2 * burden + 1),
    }
    return counts | {"recommendations": sum(counts.values()), "incidents": numbers.choices((0, 1), (9, 1))[0]}


def _vulnerability(burden: int, numbers: random.Random) -> Json:
    critical, important = numbers.randrange(burden + 1), numbers.randrange(8 * burden)
    moderate, low = numbers.randrange(30 * burden), numbers.randrange(10 * burden)
    return {
        "total_cves": critical + important + moderate + low,
        "critical_cves": critical,
        "important_cves": important,
        "moderate_cves": moderate,
        "low_cves": low,
        "cves_with_security_rules": min(critical, 2),
        "cves_with_known_exploits": min(critical + important, numbers.randrange(4)),
    }


def _patch(burden: int, numbers: random.Random) -> Json:
    applicable = {kind: numbers.randrange(12 * burden) for kind in ("rhsa", "rhba", "rhea", "other")}
    counts = {f"advisories_{kind}_applicable": count for kind, count in applicable.items()}
    counts |= {f"advisories_{kind}_installable": count // 2 for kind, count in applicable.items()}
    template = numbers.choice(("Monthly", "Quarterly"))
    return counts | {
        "packages_applicable": sum(applicable.values()) * 2,
        "packages_installable": sum(applicable.values()),
        "packages_installed": numbers.randrange(400, 1800),
        "template_name": template,
        "template_uuid": str(uuid5(NAMESPACE_URL, f"https://example.org/templates/{template}")),
    }


def _compliance(numbers: random.Random) -> Json:
    chosen = numbers.sample(_POLICIES, numbers.randrange(1, 3))
    policies = [
        {"id": str(uuid5(NAMESPACE_URL, f"https://example.org/policies/{name}")), "name": name} for name in chosen
    ]
    return {"policies": policies, "last_scan": _SCANNED.isoformat()}
