"""The fleets that the browser tests look at, in the stack's own organisation."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import psycopg2

from bench.hosts import large_org
from tests.e2e.system import System
from tests.support.factories import ORG, encode_identity, host_message, host_report, user_identity

RELEASES = ((7, 9), (8, 8), (8, 10), (9, 4), (9, 6))
AGED = {"stale": timedelta(hours=40), "warning": timedelta(days=12)}
"""Names of hosts that have not been seen for some time → for how long."""
LARGE = 100_000
PROFILES = "platform.inventory.system-profile"
LATE = "late-profile"
"""Name of the host whose profile is refused in the fleet of the tasks."""


def fill(system: System) -> None:
    """Stores hosts: `list` to look at, `stale` and `warning` that were not seen lately, and some for each task."""
    names = {
        "list": 70,
        "stale": 6,
        "warning": 4,
        "move": 3,
        "gone": 3,
        "member": 2,
        "pages": 25,
        "rename": 1,
        "single": 1,
        "lost": 1,
    }
    reports = [_report(f"{kind}-{number:02}", number) for kind, count in names.items() for number in range(count)]
    system.produce([host_message(report) for report in reports])
    for kind, age in AGED.items():
        seen = datetime.now(UTC) - age
        system.sql(
            "UPDATE hbi.hosts SET last_check_in = %s, per_reporter_staleness = jsonb_build_object('puptoo', %s::text)"
            " WHERE org_id = %s AND display_name LIKE %s",
            [seen, seen.isoformat(), ORG, f"{kind}-%"],
        )
    system.sql(
        "INSERT INTO hbi.hosts_app_data_advisor (org_id, host_id, last_updated, recommendations, incidents, critical)"
        " SELECT org_id, id, now(), 7, 2, 1 FROM hbi.hosts WHERE org_id = %s AND display_name LIKE 'list-0%%'",
        [ORG],
    )


def fill_for_tasks(system: System) -> None:
    """Stores what `hbi produce --demo` makes, and lets a record be refused: the profile of a host that was away.

    The host is back afterwards, so the record is taken when it is sent again.
    """
    system.hbi("produce", "--demo")
    system.produce([host_message(_report(LATE, 2))])
    ((host_id,),) = system.sql("SELECT id::text FROM hbi.hosts WHERE org_id = %s AND display_name = %s", [ORG, LATE])
    away = "UPDATE hbi.hosts SET last_check_in = now() - %s::interval WHERE org_id = %s AND id = %s"
    system.sql(away, ["900 days", ORG, host_id])
    profile = {"id": host_id, "org_id": ORG, "system_profile": {"arch": "s390x", "os_kernel_version": "6.12.0"}}
    metadata = {"request_id": "late", "b64_identity": encode_identity(user_identity(ORG))}
    message = {"operation": "update_system_profile", "platform_metadata": metadata, "data": profile}
    system.produce([orjson.dumps(message)], PROFILES)
    system.sql(away, ["5 minutes", ORG, host_id])


def fill_large(system: System) -> None:
    """Stores 100,000 hosts, and lets their numbers be kept, as they are in a deployment after an hour."""
    connection = psycopg2.connect(system.addresses.database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE hbi.hosts CASCADE")
        large_org.fill(cursor, ORG, LARGE)
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()
    system.hbi("job", "count-hosts", "--no-dry-run")


def _report(name: str, number: int) -> dict[str, Any]:
    major, minor = RELEASES[number % len(RELEASES)]
    return host_report(
        display_name=name,
        fqdn=f"{name}.example.org",
        tags=[
            {"namespace": "env", "key": "tier", "value": "gold" if number % 2 else "silver"},
            {"namespace": "site", "key": "room", "value": f"r{number % 4}"},
        ],
        facts=[{"namespace": "site", "facts": {"room": f"r{number % 4}", "cooled": True}}],
        system_profile={
            "arch": "x86_64",
            "number_of_cpus": 4,
            "number_of_sockets": 1,
            "system_memory_bytes": 16_777_216_000,
            "infrastructure_type": "virtual",
            "infrastructure_vendor": "kvm",
            "operating_system": {"name": "RHEL", "major": major, "minor": minor},
            "os_release": f"{major}.{minor}",
            "os_kernel_version": "5.14.0",
            "installed_packages": [f"package{index}-0:1.{index}-1.el{major}.x86_64" for index in range(60)],
            "network_interfaces": [{"name": "eth0", "mtu": 1500, "mac_address": "00:00:5e:00:53:01"}],
        },
    )
