"""100,000 hosts in 301 groups of one organisation, half of them in one, with what six applications know of each.

A reaper that has not come for some days left 3 % of them culled.
"""

from typing import Any

from bench.hosts import dataset
from bench.measuring.environment import Environment

DATABASE = "groups"
ORG = "bench-groups"
HOSTS = 100_000
GROUPS = 300
LARGEST = "group 1"
"""Name of the group that half of the hosts are in. It stands first in lists."""

_GROUPS = """
INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on, ungrouped)
SELECT gen_random_uuid(), %(org)s, CASE WHEN g = 0 THEN 'Ungrouped Hosts' ELSE 'group ' || g END, now(), now(), g = 0
FROM generate_series(0, %(groups)s) g
"""

_COPIES = """
CREATE UNLOGGED TABLE bench_copies AS
WITH seed AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM hbi.hosts WHERE org_id = %(seed)s)
SELECT gen_random_uuid() AS id, n, seed.id AS seed_id, gen_random_uuid() AS insights_id, %(org)s AS org_id,
       CASE WHEN n %% 33 = 0 THEN now() - interval '31 days' - random() * interval '5 days'
            ELSE now() - random() * random() * interval '25 days' END AS checked_in,
       CASE WHEN n %% 2 = 0 THEN 1 WHEN n %% 51 = 1 THEN 0 ELSE 2 + n %% (%(groups)s - 1) END AS group_number
FROM generate_series(1, %(hosts)s) n JOIN seed ON seed.rank = n %% %(seeds)s
"""

_APPLICATIONS = {
    "advisor": {
        "recommendations": "n % 40",
        "incidents": "n % 3",
        "critical": "n % 5",
        "important": "n % 7",
        "moderate": "n % 11",
        "low": "n % 13",
    },
    "vulnerability": {
        "total_cves": "n % 900",
        "critical_cves": "n % 9",
        "important_cves": "n % 90",
        "cves_with_security_rules": "n % 4",
        "cves_with_known_exploits": "n % 6",
        "moderate_cves": "n % 300",
        "low_cves": "n % 200",
    },
    "patch": {
        "advisories_rhsa_applicable": "n % 70",
        "advisories_rhba_applicable": "n % 120",
        "advisories_rhea_applicable": "n % 10",
        "advisories_other_applicable": "n % 2",
        "advisories_rhsa_installable": "n % 60",
        "advisories_rhba_installable": "n % 110",
        "advisories_rhea_installable": "n % 9",
        "advisories_other_installable": "n % 2",
        "packages_applicable": "n % 700",
        "packages_installable": "n % 650",
        "packages_installed": "400 + n % 1800",
        "template_name": "CASE n % 4 WHEN 0 THEN 'template ' || n % 12 END",
    },
    "remediations": {"remediations_plans": "n % 6"},
    "compliance": {
        "policies": "jsonb_build_array(jsonb_build_object('id', md5((n % 20)::text)::uuid, 'name', 'policy'))",
        "last_scan": "checked_in",
    },
    "malware": {
        "last_status": "CASE n % 50 WHEN 0 THEN 'Matched' ELSE 'Not matched' END",
        "last_matches": "n % 2",
        "total_matches": "n % 8",
        "last_scan": "checked_in",
    },
}
"""Application → its columns and what they hold of host number `n`."""


def load(environment: Environment) -> None:
    """Fills the kept database, unless an earlier run did."""
    with environment.cursor() as cursor, dataset.loading(cursor, "grouped_org_ready", HOSTS) as is_needed:
        if is_needed:
            _fill(cursor)


def _fill(cursor: Any) -> None:
    from functions.ingest.runtime import runtime

    numbers = {"org": ORG, "groups": GROUPS, "hosts": HOSTS, "seed": dataset.SEED_ORG, "seeds": dataset.SEEDS}
    cursor.execute("DELETE FROM hbi.hosts_groups; DELETE FROM hbi.hosts; DELETE FROM hbi.groups")
    cursor.execute(_GROUPS, numbers)
    dataset.ingest_seeds()
    runtime().producer.close()
    dataset.store_copies(cursor, _COPIES, numbers)
    store_application_data(cursor)


def store_application_data(cursor: Any) -> None:
    """Stores what six applications know of each host in `bench_copies`."""
    for application, values in _APPLICATIONS.items():
        cursor.execute(
            f"INSERT INTO hbi.hosts_app_data_{application} (org_id, host_id, last_updated, {', '.join(values)})"
            f" SELECT org_id, id, checked_in, {', '.join(values.values())} FROM bench_copies"
        )
